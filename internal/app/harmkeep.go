package app

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// HarmWatchQuery is a request to bring in lists of one trust, as typed.
type HarmWatchQuery struct {
	Org      string
	Pathways string // a file of pathways, postponed or not
	Triggers string // a file of triggers
}

// HarmWatchJSON is what came of it.
type HarmWatchJSON struct {
	Trust    string `json:"trust"`
	Added    int    `json:"pathways_added"`
	Others   int    `json:"others_added"`
	Triggers int    `json:"triggers_added"`
	Found    int    `json:"triggers_found"`
	Opened   int    `json:"reviews_opened"`
}

// HarmWatch brings in lists, and then does the day's watch of the trust.
func (a *App) HarmWatch(ctx context.Context, q HarmWatchQuery) (HarmWatchJSON, error) {
	var out HarmWatchJSON
	if q.Org == "" {
		return out, fault.New(fault.Invalid, "no trust is named; give --org CODE")
	}
	trust, _, err := org.ParseCode(q.Org)
	if err != nil {
		return out, err
	}
	pic, err := a.Orgs.Picture(ctx, civil.Today(a.DB.Now()), time.Time{})
	if err != nil {
		return out, err
	}
	if u, ok := pic.Unit(trust); !ok || !slices.Contains([]org.Kind{org.KindTrust, org.KindAmbulance, org.KindIndependent}, u.Kind) {
		return out, fault.New(fault.Invalid, "%s is no trust; each trust watches its own pathways: give --org with a trust's code", trust)
	}
	by := harm.By{Account: "command", Org: trust}
	out.Trust = string(trust)
	periods, err := a.Actions.List(ctx, time.Time{})
	if err != nil {
		return out, err
	}
	if err := a.keepLists(ctx, by, q, periods, &out); err != nil {
		return out, err
	}
	day, err := a.watchTrust(ctx, trust, periods)
	out.Found, out.Opened = day.Triggers, day.Opened
	return out, err
}

// keepLists keeps the files that are named.
func (a *App) keepLists(ctx context.Context, by harm.By, q HarmWatchQuery, periods harm.Periods, out *HarmWatchJSON) error {
	if q.Pathways != "" {
		book, err := openList(ctx, q.Pathways)
		if err != nil {
			return err
		}
		f, err := harm.ReadWatched(ctx, book, by.Org, periods)
		if err != nil {
			return err
		}
		if out.Added, err = a.Harm.Watch(ctx, by, by.Org, f.Postponed); err != nil {
			return err
		}
		if out.Others, err = a.Harm.Others(ctx, by, by.Org, f.Others); err != nil {
			return err
		}
	}
	if q.Triggers != "" {
		book, err := openList(ctx, q.Triggers)
		if err != nil {
			return err
		}
		list, err := harm.ReadTriggers(ctx, book)
		if err != nil {
			return err
		}
		if out.Triggers, err = a.Harm.Told(ctx, by, by.Org, list); err != nil {
			return err
		}
	}
	return nil
}

// openList opens a file of a list.
func openList(ctx context.Context, path string) (*sheet.Book, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%s cannot be read; give the path of a CSV or XLSX file", filepath.Base(path))
	}
	return sheet.Open(ctx, filepath.Base(path), bytes.NewReader(content), int64(len(content)), sheet.Limits{})
}

// ExportJSON is what was written for somebody to send.
type ExportJSON struct {
	Written int      `json:"written"`
	Profile int      `json:"profile"`
	Files   []string `json:"files"`
}

// ExportEvents writes every revision that waits for the national service as a file, named by its key, and notes it as filed.
// A file that is there with the same bytes is left; with others, nothing is noted. A trust, or an area with its trusts, may be
// named; again writes what was filed before too.
func (a *App) ExportEvents(ctx context.Context, dir string, profile int, of string, again bool) (ExportJSON, error) {
	out := ExportJSON{Files: []string{}}
	if dir == "" {
		return out, fault.New(fault.Invalid, "no folder is named; give --out DIR")
	}
	known := harm.Profiles()
	p, err := harm.ProfileOf(cmp.Or(profile, known[len(known)-1].Version))
	if err != nil {
		return out, err
	}
	trusts, _, err := a.harmScope(ctx, HarmQuery{Org: of})
	if err != nil {
		return out, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return out, fault.Wrap(err, fault.Unavailable, "the folder cannot be made; give one that you may write to")
	}
	out.Profile = p.Version
	out.Written, err = a.Harm.File(ctx, "command", p, trusts, again, func(key string, body []byte) error {
		name := key + ".json"
		out.Files = append(out.Files, name)
		return writeOnce(filepath.Join(dir, name), body)
	})
	slices.Sort(out.Files)
	return out, err
}

// writeOnce writes a file whole, or leaves the one with the same bytes.
func writeOnce(path string, body []byte) error {
	if held, err := os.ReadFile(path); err == nil {
		if bytes.Equal(held, body) {
			return nil
		}
		return fault.New(fault.Conflict, "%s is there with other content; give an empty folder", filepath.Base(path))
	}
	part := path + ".part"
	if err := os.WriteFile(part, body, 0o600); err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s cannot be written; give a folder that you may write to", filepath.Base(path))
	}
	return os.Rename(part, path)
}

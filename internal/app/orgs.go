package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// OrgJSON is one organisation, as headroom orgs prints it.
type OrgJSON struct {
	Code        string `json:"code"`
	Kind        string `json:"kind"`
	Name        string `json:"name"`
	Parent      string `json:"parent,omitempty"`
	Unsure      bool   `json:"parent_unconfirmed,omitempty"` // of the parent in the tree asked for: nothing sure is stated for the day
	ADASSParent string `json:"adass_parent,omitempty"`
	From        string `json:"from,omitempty"`
	To          string `json:"to,omitempty"`
	Provisional bool   `json:"provisional"`
}

// OrgQuery is the text of a request for organisations, as typed. The empty At is today, the empty Kind and Tree everything.
type OrgQuery struct{ At, AsOf, Kind, Tree string }

// Organisations lists the organisations on a day: all by name, those of a kind, or one tree from the top downwards.
func (a *App) Organisations(ctx context.Context, q OrgQuery) ([]OrgJSON, error) {
	day, known, err := a.dayAndInstant(q)
	if err != nil {
		return nil, err
	}
	kind, tree := org.Kind(strings.ToLower(q.Kind)), org.Tree(strings.ToLower(q.Tree))
	if kind != "" && !kind.Known() {
		return nil, fault.New(fault.Invalid, "%q is not a kind of organisation: use %s", q.Kind, joined(org.Kinds()))
	}
	if tree != "" && tree != org.NHS && tree != org.ADASS {
		return nil, fault.New(fault.Invalid, "%q is not a tree: use %s", q.Tree, joined(org.Trees()))
	}
	picture := a.Orgs.Picture
	if q.AsOf != "" {
		picture = a.Orgs.PictureKnown
	}
	p, err := picture(ctx, day, known)
	if err != nil {
		return nil, err
	}
	units := p.Units()
	if tree != "" {
		units = units[:0]
		for _, c := range append([]org.Code{org.England}, p.Under(tree, org.England)...) {
			if u, ok := p.Unit(c); ok {
				units = append(units, u)
			}
		}
	}
	out := []OrgJSON{}
	for _, u := range units {
		if kind == "" || u.Kind == kind {
			out = append(out, orgJSON(p, u, tree))
		}
	}
	return out, nil
}

func orgJSON(p *org.Picture, u org.Unit, tree org.Tree) OrgJSON {
	nhs, _ := p.Parent(org.NHS, u.Code)
	adass, _ := p.Parent(org.ADASS, u.Code)
	if tree == "" {
		tree = u.Kind.Home()
	}
	place, _ := p.Place(tree, u.Code)
	return OrgJSON{Code: string(u.Code), Kind: string(u.Kind), Name: u.Name, Parent: string(nhs), Unsure: place.Assumed || place.Unconfirmed,
		ADASSParent: string(adass), From: u.Open.From.String(), To: u.Open.To.String(), Provisional: u.Provisional}
}

func (a *App) dayAndInstant(q OrgQuery) (day civil.Date, known time.Time, err error) {
	day = civil.Today(a.DB.Now())
	if q.At != "" {
		if day, err = civil.ParseDate(q.At); err != nil {
			return day, known, fault.Wrap(err, fault.Invalid, "%v", err)
		}
	}
	if known, err = ParseAsOf(q.AsOf); err == nil && known.IsZero() {
		known = a.DB.Now().AddDate(100, 0, 0)
	}
	return day, known, err
}

func joined[T ~string](l []T) string {
	words := make([]string, len(l))
	for i, x := range l {
		words[i] = string(x)
	}
	return strings.Join(words, ", ")
}

// ChangeSetJSON is what headroom orgs import, changes and accept print of a change set.
type ChangeSetJSON struct {
	ID      int64    `json:"change_set"`
	Title   string   `json:"title"`
	File    string   `json:"file"`
	Lines   int      `json:"lines"`
	Pending int      `json:"pending"`
	Moved   int      `json:"moved"` // pending lines that must be looked at again
	Notes   []string `json:"notes,omitempty"`
}

// ImportOrganisations reads an organisation file and proposes what differs from the record. asAt is the day that its
// statements hold for; empty takes it from the file.
func (a *App) ImportOrganisations(ctx context.Context, path, asAt string) (out ChangeSetJSON, err error) {
	name := filepath.Base(path)
	content, err := os.ReadFile(path)
	if err != nil {
		return out, fault.Wrap(err, fault.NotFound, "%s cannot be read; check its name and that you may read it", name)
	}
	var day civil.Date
	if asAt != "" {
		if day, err = civil.ParseDate(asAt); err != nil {
			return out, fault.Wrap(err, fault.Invalid, "%v", err)
		}
	}
	id, err := a.Orgs.Import(ctx, commandActor, name, content, day)
	if err != nil {
		return out, err
	}
	return a.changeSet(ctx, id)
}

// commandActor is who the audit log names for what is done on the machine itself.
const commandActor = "command"

func (a *App) changeSet(ctx context.Context, id int64) (ChangeSetJSON, error) {
	set, err := a.Orgs.ChangeSet(ctx, id)
	return changeSetJSON(set), err
}

func changeSetJSON(set org.ChangeSet) ChangeSetJSON {
	out := ChangeSetJSON{ID: set.ID, Title: set.Title, File: set.File, Lines: len(set.Lines), Pending: set.Pending(), Notes: set.Notes}
	for _, l := range set.Lines {
		if l.Conflict != "" {
			out.Moved++
		}
	}
	return out
}

// PendingChanges lists the change sets with a line that nobody has decided, newest first.
func (a *App) PendingChanges(ctx context.Context) ([]ChangeSetJSON, error) {
	sets, err := a.Orgs.Pending(ctx)
	out := []ChangeSetJSON{}
	for _, s := range sets {
		out = append(out, changeSetJSON(s))
	}
	return out, err
}

// AcceptChanges accepts lines of a change set, or all that wait when none are named: what a national lead does on the
// page, done by whoever has the machine, and audited as the command's.
func (a *App) AcceptChanges(ctx context.Context, id int64, reason string, lines ...int) (ChangeSetJSON, error) {
	if err := a.Orgs.Accept(ctx, id, commandActor, reason, lines...); err != nil {
		return ChangeSetJSON{}, err
	}
	if _, err := a.Returns.AddUp(ctx, nil); err != nil { // nobody may be working the queue
		return ChangeSetJSON{}, err
	}
	return a.changeSet(ctx, id)
}

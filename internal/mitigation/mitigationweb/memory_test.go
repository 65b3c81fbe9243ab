package mitigationweb

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
)

// memory is the contracts of Requests, Desk, Actions and People kept in memory, over the samples.
type memory struct {
	now       time.Time
	kept      []mitigation.Kept
	links     []mitigation.DecisionLink
	published []mitigation.PublishedCount
	grant     access.Grant
	account   int64
}

func (s *memory) find(ref mitigation.Ref) (*mitigation.Kept, error) {
	for i := range s.kept {
		if s.kept[i].Ref == ref {
			return &s.kept[i], nil
		}
	}
	return &mitigation.Kept{}, fault.New(fault.NotFound, "There is no such request")
}

func (s *memory) Request(_ context.Context, ref mitigation.Ref, _ time.Time) (mitigation.Kept, error) {
	k, err := s.find(ref)
	return *k, err
}

func (s *memory) Requests(context.Context, mitigation.Filter, time.Time) ([]mitigation.Kept, error) {
	return append([]mitigation.Kept(nil), s.kept...), nil
}

func (s *memory) Published(context.Context, time.Time) ([]mitigation.PublishedCount, error) {
	return append(mitigation.PublishedCounts(), s.published...), nil
}

func (s *memory) Schemes(context.Context, time.Time) ([]mitigation.Scheme, error) {
	return mitigation.Schemes(), nil
}

func (s *memory) File(_ context.Context, ref mitigation.Ref, id string) (mitigation.Evidence, io.ReadCloser, error) {
	k, _ := s.find(ref)
	for _, e := range k.Files {
		if e.ID == id {
			return e, io.NopCloser(bytes.NewReader([]byte("evidence"))), nil
		}
	}
	return mitigation.Evidence{}, nil, fault.New(fault.NotFound, "There is no such file")
}

func (s *memory) Links(context.Context, mitigation.Ref) ([]mitigation.DecisionLink, error) {
	return s.links, nil
}

func (s *memory) Begin(_ context.Context, by mitigation.By, f mitigation.Form) (mitigation.Ref, error) {
	ref := mitigation.Ref("PSM-" + string(f.Period) + "-" + string(f.Trust) + "-0099")
	s.kept = append(s.kept, mitigation.Kept{Ref: ref, Trust: f.Trust, Events: []mitigation.Event{{Step: mitigation.Begin, At: s.now, Recorded: s.now, By: by.Account, Actor: by.Actor, Form: &f}}})
	return ref, nil
}

func (s *memory) Record(_ context.Context, _ mitigation.By, ref mitigation.Ref, e mitigation.Event) (mitigation.Standing, error) {
	k, err := s.find(ref)
	if err != nil {
		return mitigation.Standing{}, err
	}
	e.Recorded = s.now
	now := k.Stand(s.now)
	t := mitigation.Terms{CallIn: mitigation.DefaultCallIn}
	t.Scheme, _ = mitigation.SchemeOf(mitigation.Schemes(), now.Form.Scheme)
	if e.Step == mitigation.Sign && e.Form != nil && !e.Form.Same(now.Form) {
		return now, fault.New(fault.Conflict, "The form was changed since you read it; read it again before you sign")
	}
	if err := now.Check(e, t); err != nil {
		return now, err
	}
	k.Events = append(k.Events, e)
	return k.Stand(s.now), nil
}

func (s *memory) KeepImpact(_ context.Context, by mitigation.By, i mitigation.Impact, sign bool) (mitigation.ImpactKept, error) {
	k, err := s.find(i.Request)
	i.Version = len(k.Impacts) + 1
	out := mitigation.ImpactKept{Impact: i, By: by.Account, Actor: by.Actor, Recorded: s.now}
	if sign {
		out.Signed = by.Account
	}
	k.Impacts = append(k.Impacts, out)
	return out, err
}

func (s *memory) Comment(_ context.Context, by mitigation.By, ref mitigation.Ref, stage mitigation.Stage, words string) error {
	k, err := s.find(ref)
	k.Impacts = append(k.Impacts, mitigation.ImpactKept{By: by.Account, Actor: by.Actor, Recorded: s.now, Impact: mitigation.Impact{Request: ref, Stage: stage, Comments: map[mitigation.Actor]string{by.Actor: words}}})
	return err
}

func (s *memory) KeepFile(_ context.Context, _ mitigation.By, ref mitigation.Ref, name, media string, body []byte) (mitigation.Evidence, error) {
	k, err := s.find(ref)
	e := mitigation.Evidence{ID: "f1", Request: ref, Name: name, Type: media, Size: len(body)}
	k.Files = append(k.Files, e)
	return e, err
}

func (s *memory) MakeLink(_ context.Context, by mitigation.By, ref mitigation.Ref, until time.Time) (string, error) {
	s.links = append(s.links, mitigation.DecisionLink{Request: ref, Made: s.now, By: by.Account, Expires: until})
	return "s3cret", nil
}

func (s *memory) EndLink(_ context.Context, _ mitigation.By, _ mitigation.Ref, made time.Time) error {
	for i := range s.links {
		if s.links[i].Made.Equal(made) {
			s.links[i].Ended = s.now
			return nil
		}
	}
	return fault.New(fault.NotFound, "There is no such link")
}

func (s *memory) OpenLink(_ context.Context, secret string) (mitigation.Kept, mitigation.DecisionLink, error) {
	for _, l := range s.links {
		if secret == "s3cret" && l.Ended.IsZero() && s.now.Before(l.Expires) {
			k, err := s.find(l.Request)
			return *k, l, err
		}
	}
	return mitigation.Kept{}, mitigation.DecisionLink{}, fault.New(fault.NotFound, "The link is not valid any more")
}

func (s *memory) Answer(ctx context.Context, secret string, e mitigation.Event) (mitigation.Standing, error) {
	k, _, err := s.OpenLink(ctx, secret)
	if err != nil {
		return mitigation.Standing{}, err
	}
	e.By, e.Actor = "link", mitigation.National
	for _, l := range s.links {
		e.Makers = append(e.Makers, l.By)
	}
	return s.Record(ctx, mitigation.By{}, k.Ref, e)
}

func (s *memory) KeepPublished(_ context.Context, _ mitigation.By, p mitigation.PublishedCount) error {
	s.published = append(s.published, p)
	return nil
}

func (s *memory) KeepScheme(context.Context, mitigation.By, mitigation.Scheme) error { return nil }

func (s *memory) Begins(context.Context, string, string, time.Time) (time.Time, error) {
	return sampleTime("2024-01-03T07:00"), nil
}

func (s *memory) Periods(context.Context, time.Time) ([][2]string, error) {
	return samplePeriods(), nil
}

func (s *memory) Named(context.Context, []string) (map[string]string, error) { return nil, nil }

func (s *memory) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return samplePicture(), nil
}

func (s *memory) Principal(*http.Request) (access.Principal, error) {
	if s.account == 0 {
		return access.Principal{}, nil
	}
	g := s.grant
	g.From = civil.MustDate("2020-01-01")
	return access.Principal{ID: s.account, Name: "Somebody", Grants: []access.Grant{g}}, nil
}

// visit serves the pages to an account with one role; account 0 is nobody.
func visit(t *testing.T, account int64, role access.Role, at org.Code) (*memory, http.Handler) {
	t.Helper()
	s := &memory{now: sampleNow(), kept: sampleRequests(), account: account, grant: access.Grant{Role: role, At: at}}
	shell := web.New(web.Config{Test: true, Clock: sampleNow, Sessions: s, Policy: web.GrantsPolicy{}, Pictures: s, Gallery: Gallery()})
	return s, shell.Mux(Routes(Deps{Requests: s, Desk: s, Actions: s, People: s, Holidays: civil.England()}))
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

func submit(t *testing.T, h http.Handler, path string, form url.Values) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String() + rec.Header().Get("Location")
}

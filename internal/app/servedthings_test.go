package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/app"
	"headroom/internal/demo"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/mitigation/mitigationweb"
)

// Requests of the trust that the demonstration begins with.
const (
	grantedRequest = mitigation.Ref("PSM-RD-14-SYN-101-0001") // approved in part and used
	missedRequest  = mitigation.Ref("PSM-RD-14-SYN-101-0002") // never decided: its impact returns are owed
	sentRequest    = mitigation.Ref("PSM-RD-14-SYN-101-0004") // with the union body
	unsigned       = mitigation.Ref("PSM-RD-14-SYN-101-0005") // with the medical director
)

// things are the addresses of pages that each show one thing of its own, by their patterns' wildcards: requests as they stand
// in the demonstration, a draft with a piece of evidence, a link for a decision, an event that is tied to a period, and a
// watched pathway of which a trigger tells.
type things struct {
	t       *testing.T
	names   *strings.Replacer
	draft   mitigation.Ref
	watched harm.WatchID
}

func thingsOf(t *testing.T, d *app.Demo) things {
	t.Helper()
	x := things{t: t}
	file := x.drafted(d)
	secret, err := d.Mitigations.MakeLink(t.Context(), mitigation.By{Account: "account:1", Org: "ENG", Actor: mitigation.National}, sentRequest, d.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	x.watched = triggered(t, d)
	x.names = strings.NewReplacer("{pathway}", "SYN0000001", "{person}", "S-0001", "/enter/{kind}", "/enter/patients", "/lists/{session}", "/lists/L000001",
		"/{ref}/write/{section}", "/"+string(x.draft)+"/write/risk", "/{ref}/evidence/{id}", "/"+string(x.draft)+"/evidence/"+file,
		"/{ref}/act/{act}", "/"+string(unsigned)+"/act/"+string(mitigation.Sign), "/{ref}/impact/", "/"+string(missedRequest)+"/impact/", "{ref}", string(grantedRequest),
		"{secret}", secret, "/events/{id}", "/events/"+string(tied(t, d)), "{watch}", string(x.watched), "/watch/{kind}", "/watch/pathways")
	return x
}

// drafted begins a request that says everything, with one piece of evidence, whose number it gives.
func (x *things) drafted(d *app.Demo) string {
	x.t.Helper()
	by := mitigation.By{Account: "account:1", Org: written, Actor: mitigation.Drafter}
	f := demo.MitigationForm(mitigation.Form{Period: "RD-14", Scheme: "RD-2025-07", Trust: written, Site: "SYN-101-S1", Service: "Acute medicine"},
		d.Now().Add(-time.Hour), d.Now().Add(4*time.Hour), action.MustMoment(demoDay+"T20:00"))
	ref, err := d.Mitigations.Begin(x.t.Context(), by, f)
	if err != nil {
		x.t.Fatal(err)
	}
	x.draft = ref
	file, err := d.Mitigations.KeepFile(x.t.Context(), by, ref, "rota.txt", "text/plain", []byte("two of four are in place"))
	if err != nil {
		x.t.Fatal(err)
	}
	f.Ladder[0].Evidence = []string{file.ID}
	if _, err := d.Mitigations.Record(x.t.Context(), by, ref, mitigation.Event{Step: mitigation.Write, At: d.Now(), Form: &f}); err != nil {
		x.t.Fatal(err)
	}
	return file.ID
}

// tied is an event of the trust that is tied to a period of action and of which the patient is told.
func tied(t *testing.T, d *app.Demo) harm.EventID {
	t.Helper()
	list, err := d.Harm.Events(t.Context(), nil, time.Time{}, 0)
	i := slices.IndexFunc(list, func(k harm.Kept) bool { return k.Trust == written && len(k.Links) > 0 && len(k.Candour) > 0 })
	if err != nil || i < 0 {
		t.Fatalf("no event of %s is tied to a period: %v", written, err)
	}
	return list[i].ID
}

// triggered is a watched pathway with a trigger, whose review is not closed.
func triggered(t *testing.T, d *app.Demo) harm.WatchID {
	t.Helper()
	c, err := d.Harm.Cohort(t.Context(), written, "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	shut := map[harm.WatchID]bool{}
	for _, r := range c.Reviews {
		shut[r.Watch] = r.To == harm.Shut
	}
	for _, x := range c.Triggers {
		if done, reviewed := shut[x.Watch]; reviewed && !done {
			return x.Watch
		}
	}
	t.Fatalf("no watched pathway of %s has a trigger and an open review", written)
	return ""
}

// own are the pages that somebody sees otherwise than those before them, or that have more than one kind.
func (x things) own(role access.Role) []string {
	switch role {
	case access.NationalLead:
		return []string{mitigationweb.Path(sentRequest), mitigationweb.ActPath(sentRequest, "decide")}
	case access.MedicalDirector:
		return []string{mitigationweb.Path(unsigned), mitigationweb.ImpactPath(missedRequest, mitigation.Stages()[0])}
	case access.PatientSafetyLead:
		return []string{mitigationweb.WritePath(x.draft, "shifts"), mitigationweb.WritePath(x.draft, "ladder"), mitigationweb.WritePath(x.draft, "check"),
			mitigationweb.ActPath(x.draft, string(mitigation.Send))}
	}
	return nil
}

package discharge

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// The people of the tests' small system: two trusts under one board, two councils.
var (
	coo   = Signer{Actor: "account:1", Role: string(access.TrustDirector), Org: "T1"}
	coo2  = Signer{Actor: "account:2", Role: string(access.TrustDirector), Org: "T2"}
	lead  = Signer{Actor: "account:3", Role: string(access.ICBLead), Org: "QX"}
	dass  = Signer{Actor: "account:4", Role: string(access.CouncilDirector), Org: "C1"}
	dass2 = Signer{Actor: "account:5", Role: string(access.CouncilDirector), Org: "C2"}
	clerk = Signer{Actor: "account:6", Role: string(access.CouncilLead), Org: "C1"}
)

func on(s string) civil.Date { return civil.MustDate(s) }

func clock(day string, h, m int) time.Time { return on(day).At(civil.Clock(h*60 + m)) }

func starts(id, day string, trust, council org.Code, n int) Line {
	return Line{ID: id, Date: on(day), Trust: trust, Council: council, Pathway: P1, Service: HomeCare, Effect: Backlog, Number: n, Owner: "integrated discharge lead"}
}

func wardLine(id, day string, trust org.Code, n int) Line {
	return Line{ID: id, Date: on(day), Trust: trust, Pathway: P0, Service: WardDischarge, Effect: PullForward, Number: n, Owner: "chief operating officer"}
}

func version(number int, lines ...Line) Version {
	return Version{Plan: "QX-1", Number: number, Area: "QX", Board: "QX", Target: .92, Confidence: .9, From: on("2023-12-24"), To: on("2024-01-07"),
		Lines: lines, By: lead}
}

func kindIs(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != want {
		t.Errorf("got %q (%v), want %q", fault.KindOf(err), err, want)
	}
}

// finder knows T1, T2 as trusts and C1, C2 as councils, C1 by a name too.
func finder(text string) (org.Code, bool) {
	switch text {
	case "T1", "T2", "C1", "C2":
		return org.Code(text), true
	case "Northshire":
		return "C1", true
	}
	return "", false
}

func bookOf(t *testing.T, name string, lines ...string) *sheet.Book {
	t.Helper()
	text := strings.Join(lines, "\n") + "\n"
	b, err := sheet.Open(t.Context(), name, strings.NewReader(text), int64(len(text)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// mentions checks that a fault names places and words.
func mentions(t *testing.T, err error, words ...string) {
	t.Helper()
	f := fault.As(err)
	if f == nil {
		t.Fatalf("no fault: %v", err)
	}
	text := f.Message
	for _, x := range f.Fields {
		text += fmt.Sprintf("\n[%s|%s] %s", x.Name, x.Place(), x.Message)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in:\n%s", w, text)
		}
	}
}

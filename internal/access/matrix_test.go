package access

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/org"
)

var update = flag.Bool("update", false, "write testdata/matrix.txt anew")

// around is, for each kind of organisation, one of that kind with one beside it, one above it and one below it.
var around = map[org.Kind]struct{ own, sibling, parent, child org.Code }{
	org.KindTrust:       {"T1", "T2", "I1", "S1"},
	org.KindIndependent: {"P1", "T1", "I1", "XX"},
	org.KindICB:         {"I1", "I2", "Y1", "T1"},
	org.KindRegion:      {"Y1", "Y2", "ENG", "I1"},
	org.KindEngland:     {"ENG", "NHSE", "XX", "Y1"},
	org.KindCouncil:     {"C1", "C2", "A1", "XX"},
	org.KindADASSRegion: {"A1", "A2", "ENG", "C1"},
}

// TestMatrixFile keeps the whole policy in one file that a reader can go through: for every verb and role, held at the
// first kind that fits, what is allowed on the own organisation, a sibling, the parent and a child. A change of policy
// shows as a change of that file; write it anew with -update and read the difference.
func TestMatrixFile(t *testing.T) {
	pic := england(t)
	var b strings.Builder
	b.WriteString("verb | role | own | sibling | parent | child\n")
	for _, v := range Verbs() {
		for _, i := range Roles() {
			kind := org.KindICB // a role that can be held anywhere
			if len(i.HeldAt) > 0 {
				kind = i.HeldAt[0]
			}
			a := around[kind]
			p := person(held(i.Role, a.own))
			line := fmt.Sprintf("%s | %s", v, i.Role)
			for _, on := range []org.Code{a.own, a.sibling, a.parent, a.child} {
				word := "no"
				if p.May(v, on, pic, today) {
					word = "yes"
				}
				line += " | " + word
			}
			b.WriteString(line + "\n")
		}
	}
	path := filepath.Join("testdata", "matrix.txt")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wantLines, got := strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")
	for i, line := range got {
		if i >= len(wantLines) || wantLines[i] != line {
			t.Fatalf("line %d is %q; the file has %q", i+1, line, strings.Join(wantLines[min(i, len(wantLines)):min(i+1, len(wantLines))], ""))
		}
	}
	if len(wantLines) != len(got) {
		t.Errorf("the file has %d lines, the policy %d", len(wantLines), len(got))
	}
}

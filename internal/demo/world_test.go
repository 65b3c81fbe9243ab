package demo

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
)

// TestOrganisations counts them on the demonstration's first day and in its last winter, and finds every one in its tree.
func TestOrganisations(t *testing.T) {
	w := New(Seed)
	book := org.NewBook(w.Facts())
	for _, c := range []struct {
		day    string
		acute  int
		trusts int
	}{{"2023-11-01", 135, 191}, {"2025-12-21", 135, 191}, {"2025-01-15", 136, 192}} {
		p := book.At(civil.MustDate(c.day))
		acute := 0
		for _, u := range p.Units() {
			if p.Marked(u.Code, org.MarkAcuteBeds) {
				acute++
			}
			if !strings.HasPrefix(u.Name, mark) {
				t.Errorf("%s is called %q", u.Code, u.Name)
			}
			if u.Code != org.England && !slices.Contains(append(p.Ancestors(org.NHS, u.Code), p.Ancestors(org.ADASS, u.Code)...), org.England) {
				t.Errorf("%s hangs in neither tree", u.Code)
			}
		}
		if acute != c.acute || len(p.Units(org.KindTrust)) != c.trusts || len(p.Units(org.KindICB)) != 42 || len(p.Units(org.KindRegion)) != 7 ||
			len(p.Units(org.KindCouncil)) != 153 || len(p.Units(org.KindAmbulance)) != 10 || len(p.Units(org.KindADASSRegion)) != 9 {
			t.Errorf("%s: %d acute of %d trusts, %d boards, %d councils", c.day, acute, len(p.Units(org.KindTrust)), len(p.Units(org.KindICB)), len(p.Units(org.KindCouncil)))
		}
	}
	for day, want := range map[string]int{"2026-03-31": 42, "2026-04-01": 36} {
		if got := len(book.At(civil.MustDate(day)).Units(org.KindICB)); got != want {
			t.Errorf("%s: %d boards, want %d", day, got, want)
		}
	}
	p := book.At(civil.MustDate("2025-12-21"))
	for i, want := range []int{33, 24, 19, 15, 15, 14, 12, 11, 10} {
		if got := len(p.Children(org.ADASS, chairs[i].code)); got != want {
			t.Errorf("%s has %d councils, not %d", chairs[i].code, got, want)
		}
	}
}

// TestChangesOfTheOrganisations: one sure merger, one split that is nobody's alone, one new name, none known too early.
func TestChangesOfTheOrganisations(t *testing.T) {
	w := New(Seed)
	book := org.NewBook(w.Facts())
	first, before, after := book.At(civil.MustDate("2023-11-30")), book.At(civil.MustDate("2024-11-30")), book.At(civil.MustDate("2025-02-01"))
	merged, split, renamed := 0, 0, 0
	for _, x := range w.trusts {
		switch h := after.Heir(x.code); {
		case h.Sure():
			merged++
		case len(h.Choices) == 2:
			split++
		}
		if a := first.Name(x.code); a != "" && x.open.From == always.From && before.Name(x.code) != a {
			renamed++
		}
	}
	if merged != 1 || split != 1 || renamed != 1 {
		t.Errorf("%d mergers, %d splits and %d new names", merged, split, renamed)
	}
	early := slices.DeleteFunc(w.Facts(), func(f org.Fact) bool { return f.Recorded.After(civil.MustDate("2024-01-01").At(0)) })
	p := org.NewBook(early).At(civil.MustDate("2025-02-01"))
	for _, x := range w.trusts {
		if len(x.grows) > 0 && len(p.Predecessors(x.code)) > 0 {
			t.Errorf("the merger into %s was known a year before", x.code)
		}
	}
}

// TestSharesAddUp: every set of shares adds up to one and names open organisations.
func TestSharesAddUp(t *testing.T) {
	w := New(Seed)
	p := org.NewBook(w.Facts()).At(civil.MustDate("2025-12-21"))
	sets := 0
	for _, f := range w.Facts() {
		if f.What != org.FactShare {
			continue
		}
		sets++
		sum := 0.0
		for _, s := range f.Shares {
			sum += s.Of
			if _, ok := p.Unit(s.Other); !ok {
				t.Errorf("%s shares with %s, which is not there", f.Org, s.Other)
			}
		}
		if sum < 0.985 || sum > 1.015 {
			t.Errorf("the shares of %s (%s) add up to %.3f", f.Org, f.Basis, sum)
		}
	}
	if sets < 400 {
		t.Errorf("only %d sets of shares", sets)
	}
}

// TestPeople: every role once at least, at an organisation where it can be held; every post's holder passes the checks.
func TestPeople(t *testing.T) {
	w := New(Seed)
	p := org.NewBook(w.Facts()).At(civil.MustDate("2025-12-21"))
	seen := map[access.Role]int{}
	for _, x := range w.People() {
		seen[x.Role]++
		if err := access.CheckGrant(access.Grant{Role: x.Role, At: x.At, From: Since()}, p); err != nil {
			t.Errorf("%s at %s: %v", x.Role, x.At, err)
		}
		if _, _, err := access.CheckAccount(x.Email, x.Name); err != nil || !strings.HasSuffix(x.Email, "@example.org") || !strings.Contains(x.Name, "synthetic") {
			t.Errorf("%s %s: %v", x.Email, x.Name, err)
		}
	}
	for _, r := range access.Roles() {
		if seen[r.Role] == 0 {
			t.Errorf("nobody is %s", r.Role)
		}
	}
	roles := org.NewDictionary(org.BuiltinRoles())
	drama := regexp.MustCompile(`^01632 960\d{3}$`)
	for _, h := range w.Holders() {
		unit, _ := org.NewBook(w.Facts()).At(h.Valid.From).Unit(h.Org)
		if _, err := org.CheckHolder(h, roles, unit); err != nil {
			t.Fatalf("%s at %s: %v", h.Role, h.Org, err)
		}
		if !drama.MatchString(h.Phone) || !strings.HasSuffix(h.Email, "@example.org") {
			t.Fatalf("%s can be reached at %s, %s", h.Name, h.Phone, h.Email)
		}
		if len(w.people) > 400 && h.Org > "SYN-15" {
			break // the pictures of so many days take long; the first five hundred stand for all
		}
	}
}

// TestNothingIsReal holds codes and invented places against every register that lies beside the repository.
func TestNothingIsReal(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the published registers are not beside the repository, so the invented names and codes were not held against them")
	}
	w := New(Seed)
	codes, places := map[string]bool{}, map[string]bool{}
	for _, f := range w.Facts() {
		if strings.HasPrefix(string(f.Org), "SYN-") {
			codes[string(f.Org)] = true
		}
		if f.What == org.FactName && strings.HasPrefix(string(f.Org), "SYN-") {
			places[strings.ToLower(strings.Fields(f.Text)[1])] = true
		}
	}
	read := 0
	for _, pattern := range []string{"ods/*.csv", "lookups/*", "reference/*.csv", "ae/*.csv"} {
		files, _ := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		for _, name := range files {
			file, err := os.Open(name)
			if err != nil {
				continue
			}
			r := csv.NewReader(file)
			r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
			for {
				rec, err := r.Read()
				if err != nil {
					break
				}
				for _, cell := range rec {
					read++
					if codes[strings.ToUpper(strings.TrimSpace(cell))] {
						t.Errorf("%s holds the code %s", filepath.Base(name), cell)
					}
					for _, word := range strings.FieldsFunc(strings.ToLower(cell), func(c rune) bool { return c < 'a' || c > 'z' }) {
						if places[word] {
							t.Errorf("%s holds the place %s", filepath.Base(name), word)
						}
					}
				}
			}
			_ = file.Close()
		}
	}
	if read < 1000 {
		t.Errorf("only %d cells were read", read)
	}
}

// TestDrafts: some returns are half written when the demonstration begins, none of them in; the people of the
// demonstration find their own still to be written.
func TestDrafts(t *testing.T) {
	w := New(Seed)
	drafts, err := w.Drafts(Start())
	if err != nil || len(drafts) < 4 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	in, err := w.Arriving(Start().AddDate(0, 0, -1), Start())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range in {
		if v.Day != civil.Today(Start()) {
			continue
		}
		for _, d := range drafts {
			if d.Form == v.Form && d.Org == v.Org {
				t.Errorf("%s of %s is in already and half written", v.Form, v.Org)
			}
		}
		for _, x := range w.desks() {
			if v.Org == x.code {
				t.Errorf("%s of %s is in already", v.Form, v.Org)
			}
		}
	}
}

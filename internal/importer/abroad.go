package importer

import (
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// elsewhere are the organisations outside England whose codes stand in English files, with the days of their codes. Codes
// say nothing by themselves (trap T17): RQF looks like an English trust's.
//
// Sources: the Organisation Data Service's register of trusts (etr.csv), for those that it places in W00, Wales, with the
// opening day that it gives; the Local Health Boards (Establishment and Dissolution) (Wales) Order 2009, in force on 1
// October 2009, for the seven health boards, with the Service's codes for them. The names are today's.
func elsewhere() []foreign {
	boards, wales := civil.Range{From: civil.MustDate("2009-10-01")}, "Wales"
	since := func(day string) civil.Range { return civil.Range{From: civil.MustDate(day)} }
	return []foreign{
		{"7A1", "Betsi Cadwaladr University Health Board", wales, boards},
		{"7A2", "Hywel Dda University Health Board", wales, boards},
		{"7A3", "Swansea Bay University Health Board", wales, boards},
		{"7A4", "Cardiff and Vale University Health Board", wales, boards},
		{"7A5", "Cwm Taf Morgannwg University Health Board", wales, boards},
		{"7A6", "Aneurin Bevan University Health Board", wales, boards},
		{"7A7", "Powys Teaching Health Board", wales, boards},
		{"RQF", "Velindre NHS Trust", wales, since("1994-04-01")},
		{"RT4", "Welsh Ambulance Services NHS Trust", wales, since("1998-04-01")},
		{"RYT", "Public Health Wales NHS Trust", wales, since("2009-10-01")},
	}
}

// foreign is an organisation outside England.
type foreign struct {
	code    org.Code
	name    string
	country string
	valid   civil.Range
}

// abroad sets the returns of organisations outside England aside, with words: they belong to none of England's sums.
func (b *builder) abroad() {
	out := map[org.Code]foreign{}
	for _, f := range elsewhere() {
		out[f.code] = f
	}
	away := func(c org.Code, day civil.Date) bool {
		f, ok := out[c]
		return ok && f.valid.Contains(day)
	}
	gone := map[org.Code]bool{}
	kept := b.batch.Drafts[:0]
	for _, d := range b.batch.Drafts {
		if !away(d.Org, d.Day) {
			kept = append(kept, d)
			continue
		}
		f := out[d.Org]
		gone[d.Org] = true
		b.notes.say(string(d.Org)+" "+d.Day.String(), f.name+" is in "+f.country+", not in England: its returns are set aside and counted nowhere")
	}
	clear(b.batch.Drafts[len(kept):])
	b.batch.Drafts = kept
	if len(gone) == 0 {
		return
	}
	seen := b.batch.Sightings[:0]
	for _, s := range b.batch.Sightings {
		if !gone[s.Code] {
			seen = append(seen, s)
		}
	}
	b.batch.Sightings = seen
	b.uncover()
}

// uncover takes out the days that only the organisations set aside gave.
func (b *builder) uncover() {
	held := map[slot]bool{}
	for _, l := range [][]sitrep.Draft{b.batch.Drafts, b.batch.Published} {
		for i := range l {
			held[slot{form: l[i].Form, day: l[i].Day}] = true
		}
	}
	for form, set := range b.covers {
		for d := range set {
			if !held[slot{form: form, day: d}] {
				delete(set, d)
			}
		}
	}
}

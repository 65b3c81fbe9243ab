package demo

import (
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// board is an integrated care board with the number of acute trusts it gets.
type board struct {
	code   org.Code
	region org.Code
	acute  int
}

// boards are the 42 boards of July 2022 to March 2026, in their regions' order.
var boards = []board{
	{"QMJ", "Y56", 4}, {"QMF", "Y56", 4}, {"QRV", "Y56", 4}, {"QKK", "Y56", 3}, {"QWE", "Y56", 4},
	{"QOX", "Y58", 3}, {"QUY", "Y58", 2}, {"QT6", "Y58", 1}, {"QJK", "Y58", 4}, {"QVV", "Y58", 2}, {"QR1", "Y58", 1}, {"QSL", "Y58", 2},
	{"QU9", "Y59", 3}, {"QNQ", "Y59", 1}, {"QRL", "Y59", 5}, {"QKS", "Y59", 4}, {"QXU", "Y59", 3}, {"QNX", "Y59", 4},
	{"QHL", "Y60", 3}, {"QUA", "Y60", 4}, {"QWU", "Y60", 4}, {"QJ2", "Y60", 2}, {"QGH", "Y60", 2}, {"QK1", "Y60", 2},
	{"QJM", "Y60", 1}, {"QPM", "Y60", 2}, {"QT1", "Y60", 3}, {"QOC", "Y60", 2}, {"QNC", "Y60", 2},
	{"QHG", "Y61", 2}, {"QUE", "Y61", 3}, {"QM7", "Y61", 3}, {"QH8", "Y61", 2}, {"QMM", "Y61", 3}, {"QJG", "Y61", 2},
	{"QYG", "Y62", 9}, {"QOP", "Y62", 7}, {"QE1", "Y62", 4},
	{"QOQ", "Y63", 4}, {"QHM", "Y63", 6}, {"QF7", "Y63", 4}, {"QWO", "Y63", 5},
}

// specialist lists the boards in which one acute trust (two where the code stands twice) has no A&E department.
var specialist = []org.Code{"QMJ", "QMF", "QRV", "QWE", "QJK", "QRL", "QKS", "QNX", "QUA", "QWU", "QYG", "QYG", "QOP"}

// ambulances names the board that leads for each ambulance service.
var ambulances = []org.Code{"QRV", "QJK", "QRL", "QKS", "QHL", "QT1", "QUE", "QOP", "QWO", "QHM"}

// chair is an ADASS region with the number of its councils and the boards that they lie in.
type chair struct {
	code     org.Code
	councils int
	boards   []org.Code
}

// chairs are the nine ADASS regions. The last board of the North West and of the South East lies in another NHS region
// than the rest: one council each joins the two trees crosswise, as in the real England.
var chairs = []chair{
	{"E12000007", 33, []org.Code{"QMJ", "QMF", "QRV", "QKK", "QWE"}},
	{"E12000002", 24, []org.Code{"QYG", "QOP", "QE1", "QHM"}},
	{"E12000008", 19, []org.Code{"QU9", "QNQ", "QRL", "QKS", "QXU", "QNX", "QHG"}},
	{"E12000003", 15, []org.Code{"QOQ", "QF7", "QWO"}},
	{"E12000009", 15, []org.Code{"QOX", "QUY", "QT6", "QJK", "QVV", "QR1", "QSL"}},
	{"E12000005", 14, []org.Code{"QHL", "QUA", "QWU", "QGH", "QOC", "QNC"}},
	{"E12000001", 12, []org.Code{"QHM"}},
	{"E12000006", 11, []org.Code{"QHG", "QUE", "QM7", "QH8", "QMM", "QJG"}},
	{"E12000004", 10, []org.Code{"QJ2", "QK1", "QJM", "QPM", "QT1"}},
}

// mark begins every name.
const mark = "Synthetic "

// fact is a fact of the synthetic England.
func fact(what org.What, c org.Code, valid civil.Range) org.Fact {
	return org.Fact{What: what, Org: c, Valid: valid, Source: "synthetic", Recorded: baseKnown}
}

// geography is England, the seven regions, the 42 boards (36 from April 2026) and the nine ADASS regions under synthetic
// names. Kinds, places in the trees, days and successions are those of the built-in reference.
func geography() []org.Fact {
	keep := map[org.Code]bool{org.England: true}
	for _, b := range boards {
		keep[b.code], keep[b.region] = true, true
	}
	for _, c := range chairs {
		keep[c.code] = true
	}
	for _, f := range org.Builtin() { // the boards that take over from some of ours in April 2026
		if keep[f.Org] && f.What == org.FactSuccession {
			keep[f.Other] = true
		}
	}
	var out []org.Fact
	for _, f := range org.Builtin() {
		if !keep[f.Org] || !slices.Contains([]org.What{org.FactUnit, org.FactLink, org.FactName, org.FactSuccession}, f.What) {
			continue
		}
		if f.What == org.FactName && !f.Valid.From.IsZero() && f.Valid.To.Before(baseDay) && !f.Valid.To.IsZero() {
			continue // an older name
		}
		g := fact(f.What, f.Org, f.Valid)
		g.Kind, g.Tree, g.Other, g.Manner, g.Unconfirmed = f.Kind, f.Tree, f.Other, f.Manner, f.Unconfirmed
		if f.What == org.FactName {
			g.Text = mark + strings.TrimPrefix(f.Text, "NHS ")
			if f.Short != "" {
				g.Short = mark + f.Short
			}
		}
		out = append(out, g)
	}
	return out
}

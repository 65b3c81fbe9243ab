package chart

// Place is where a tile stands on a tile map, column and row from 1, with a short name for the tile.
type Place struct {
	Column, Row int
	Short       string
}

// ICBPlaces is the 42 integrated care boards of 2022 to 2026, by ODS code, laid out roughly as they lie in England.
// The layout is ours; it holds no figure of theirs. Boards that merge need a new layout: pass your own places.
func ICBPlaces() map[string]Place {
	return map[string]Place{
		"QHM": {5, 1, "N East Cumbria"},
		"QE1": {4, 2, "Lancs S Cumbria"}, "QWO": {5, 2, "West Yorks"}, "QOQ": {6, 2, "Humber N Yorks"},
		"QYG": {3, 3, "Cheshire Mersey"}, "QOP": {4, 3, "Gtr Manchester"}, "QF7": {5, 3, "South Yorks"}, "QJM": {6, 3, "Lincolnshire"},
		"QNC": {4, 4, "Staffs Stoke"}, "QJ2": {5, 4, "Derbyshire"}, "QT1": {6, 4, "Notts"},
		"QOC": {3, 5, "Shrops Telford"}, "QUA": {4, 5, "Black Country"}, "QHL": {5, 5, "Birm Solihull"}, "QK1": {6, 5, "Leics Rutland"},
		"QUE": {7, 5, "Cambs P'boro"}, "QMM": {8, 5, "Norfolk"},
		"QGH": {4, 6, "Hereford Worcs"}, "QWU": {5, 6, "Coventry Warks"}, "QPM": {6, 6, "Northants"}, "QHG": {7, 6, "Beds Luton MK"},
		"QJG": {8, 6, "Suffolk NE Essex"},
		"QR1": {4, 7, "Glos"}, "QU9": {5, 7, "Bucks Ox Berks"}, "QM7": {6, 7, "Herts W Essex"}, "QMJ": {7, 7, "N Central London"},
		"QH8": {8, 7, "Mid S Essex"},
		"QUY": {3, 8, "Bristol N Som"}, "QOX": {4, 8, "Bath Swin Wilts"}, "QNQ": {5, 8, "Frimley"}, "QRV": {6, 8, "NW London"},
		"QMF": {7, 8, "NE London"},
		"QSL": {3, 9, "Somerset"}, "QVV": {4, 9, "Dorset"}, "QRL": {5, 9, "Hants IoW"}, "QXU": {6, 9, "Surrey"}, "QWE": {7, 9, "SW London"},
		"QKK": {8, 9, "SE London"}, "QKS": {9, 9, "Kent Medway"},
		"QT6": {1, 10, "Cornwall"}, "QJK": {2, 10, "Devon"}, "QNX": {7, 10, "Sussex"},
	}
}

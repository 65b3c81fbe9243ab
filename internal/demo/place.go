package demo

import "fmt"

// The parts of invented place names. No pair of them is a place in Great Britain; a test holds every name against the
// registers where they are at hand.
var (
	stems = []string{
		"Aldrev", "Bexlo", "Brumel", "Calvor", "Cindle", "Dravel", "Dunvor", "Elvash", "Endrel", "Fenvor", "Gaskol", "Grendal",
		"Hexlow", "Holvar", "Ivrel", "Jarrel", "Kelvor", "Kirvan", "Lomber", "Lorvet", "Mardel", "Nettlo", "Norvel", "Orvash",
		"Ostrel", "Pendrel", "Quorvel", "Ravlow", "Sedvar", "Selvor", "Tarvel", "Thornel", "Ulvash", "Vennor", "Wexlow", "Wyvel",
		"Yarvel", "Zelvor",
	}
	endings = []string{"mere", "holt", "wick", "stow", "combe", "ford", "bury", "thorpe", "minster", "haven", "leigh", "marsh",
		"well", "gate", "bridge", "down"}
)

// place is the nth invented place, each n another one up to the number of pairs; neighbours in n do not look alike.
func place(n int) string {
	if n >= len(stems)*len(endings) {
		panic(fmt.Sprintf("demo: there are only %d invented places", len(stems)*len(endings)))
	}
	return stems[n%len(stems)] + endings[(n/len(stems)+5*(n%len(stems)))%len(endings)]
}

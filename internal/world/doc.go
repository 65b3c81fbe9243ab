// Package world is a small country for tests: Headroom on a fresh database with two trusts beside each other, a board
// and a region above them, the same again elsewhere, councils and a care provider, a clock that stands still until it
// is moved, and one signed-in person for each role. A test declares what more it needs.
//
//	ENG ─ Y56 ─ QMJ ─ Z-1, Z-2      ENG ─ E12000007 ─ Z-C1, Z-C2
//	    │     └ QMF ─ Z-3               └ E12000009 ─ Z-C3
//	    └ Y58 ─ QT6 ─ Z-4, Z-AMB
//
// Everything below a board is invented, under codes that no register gives.
package world

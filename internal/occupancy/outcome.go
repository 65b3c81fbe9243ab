package occupancy

import (
	"math"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Outcome is one morning that has come, held against the forecasts that were made of it. A figure that is corrected
// later makes a new version.
type Outcome struct {
	Org      org.Code
	Day      civil.Date
	N        int     // version, from 1
	Occupied float64 // what came
	Open     float64
	Replayed bool // no forecast had been kept: these were made afterwards, from what was known then
	Ahead    []Ahead
	Recorded time.Time
	// Resized says, of an outcome that is to be kept, that what forecasts were held of it were of other beds, before a merger:
	// the replayed ones take their place.
	Resized bool
}

// Ahead is one forecast of an outcome: from how many days before, and how good it was. Occupied beds are scored, and the
// chances of three limits; a lower number is better but for In50 to In90.
type Ahead struct {
	H        int     `json:"h"`
	Median   float64 `json:"median"`
	WIS      float64 `json:"wis"`  // weighted interval score, beds
	Pin90    float64 `json:"p90"`  // pinball loss at 0.9, beds
	In50     bool    `json:"in50"` // the middle half held what came
	In80     bool    `json:"in80"`
	In90     bool    `json:"in90"`
	Limits   bool    `json:"lim"` // open beds were known, so that the chances could be judged
	Brier92  float64 `json:"b92"` // square of the chance given less 1 when it came true
	Brier95  float64 `json:"b95"`
	Brier100 float64 `json:"b100"`
	Over92   bool    `json:"o92"`
	Over95   bool    `json:"o95"`
	Over100  bool    `json:"o100"`
}

// ScoredHorizons are the horizons at which outcomes are scored: each of the first days, then fewer.
func ScoredHorizons() []int { return []int{1, 2, 3, 4, 5, 6, 7, 10, 14, 18, 21, 28, 35, 42} }

// RecentDays is over how many days the score beside a forecast is taken.
const RecentDays = 28

// Recent is how good the forecasts of the last days were.
type Recent struct {
	From, To civil.Date // the mornings that were scored, both inclusive; zero when there are none
	Days     int        // how many mornings
	N        int        // how many forecasts of them
	WIS      float64    // beds, the mean
	Share    float64    // the same as a share of the beds occupied
	Abs      float64    // how far the median was off, beds, the mean
	Bias     float64    // median less what came, beds, the mean
	Pin90    float64
	In50     float64 // share of forecasts whose middle half held what came
	In80     float64
	In90     float64
	Limits   int        // of the N, how many could be judged against the open beds
	Brier    [3]float64 // at 92%, 95% and 100% of open beds
	Replayed int        // of the N, how many were made afterwards
	ByBucket []BucketScore
	Lean     Lean // to which side the forecasts of the next week fell
}

// BucketScore is the score of one stretch of horizons.
type BucketScore struct {
	From, To int // days ahead, both inclusive
	N        int
	WIS      float64 // beds
	Share    float64
	In90     float64
}

// recentBuckets are the stretches of horizons that scores are given by.
var recentBuckets = [...][2]int{{1, 3}, {4, 7}, {8, 14}, {15, 28}, {29, Horizon}}

// Sum puts outcomes together. Means are over forecasts, a share is the sum of the scores over the sum of beds occupied.
func Sum(list []Outcome) Recent {
	var r Recent
	var beds float64
	r.ByBucket = make([]BucketScore, len(recentBuckets))
	bedsIn := make([]float64, len(recentBuckets))
	for i, b := range recentBuckets {
		r.ByBucket[i].From, r.ByBucket[i].To = b[0], b[1]
	}
	for _, o := range list {
		if len(o.Ahead) == 0 {
			continue
		}
		r.Days++
		if r.From.IsZero() || o.Day.Before(r.From) {
			r.From = o.Day
		}
		if r.To.IsZero() || o.Day.After(r.To) {
			r.To = o.Day
		}
		for _, a := range o.Ahead {
			r.add(a, o)
			beds += o.Occupied
			for i := range r.ByBucket {
				if b := &r.ByBucket[i]; a.H >= b.From && a.H <= b.To {
					b.N++
					b.WIS += a.WIS
					b.In90 += one(a.In90)
					bedsIn[i] += o.Occupied
				}
			}
		}
	}
	r.mean(beds)
	r.Lean = leanOf(list)
	for i := range r.ByBucket {
		if b := &r.ByBucket[i]; b.N > 0 {
			b.Share = b.WIS / bedsIn[i]
			b.WIS, b.In90 = b.WIS/float64(b.N), b.In90/float64(b.N)
		}
	}
	return r
}

func (r *Recent) add(a Ahead, o Outcome) {
	r.N++
	r.WIS += a.WIS
	r.Pin90 += a.Pin90
	off := a.Median - o.Occupied
	r.Bias += off
	r.Abs += max(off, -off)
	r.In50, r.In80, r.In90 = r.In50+one(a.In50), r.In80+one(a.In80), r.In90+one(a.In90)
	if a.Limits {
		r.Limits++
		for i, b := range [...]float64{a.Brier92, a.Brier95, a.Brier100} {
			r.Brier[i] += b
		}
	}
	if o.Replayed {
		r.Replayed++
	}
}

func (r *Recent) mean(beds float64) {
	if r.N == 0 {
		return
	}
	n := float64(r.N)
	if beds > 0 {
		r.Share = r.WIS / beds
	}
	for _, x := range []*float64{&r.WIS, &r.Pin90, &r.Bias, &r.Abs, &r.In50, &r.In80, &r.In90} {
		*x /= n
	}
	for i := range r.Brier {
		r.Brier[i] /= float64(max(r.Limits, 1))
	}
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// The bounds within which the model and what comes agree: nine in ten intervals should hold nine in ten outcomes. Below
// leastIn90 over enough forecasts of the next week they do not, and the page says so.
const (
	leastIn90    = 0.75
	leastToJudge = 20
)

// FarOneSided reports whether the errors of all forecasts together lie to one side and those of the next week alone do not
// by more than chance: worth saying, and no disagreement (docs/forecast.md).
func (r Recent) FarOneSided() bool {
	_, near := r.Lean.OneSided()
	return !near && r.Days >= leanDays && r.Abs > 0 && math.Abs(r.Bias) >= leanShare*r.Abs
}

// Disagrees reports whether what came fell outside the odds, or to one side of their middle, too often for chance, with a
// sentence that says so.
func (r Recent) Disagrees() (words string, yes bool) {
	n, in := 0, 0.0
	for _, b := range r.ByBucket {
		if b.To <= nearDays {
			n += b.N
			in += b.In90 * float64(b.N)
		}
	}
	if n >= leastToJudge && in/float64(n) < leastIn90 {
		words = "Of the forecasts up to a week ahead, the range meant to hold nine in ten outcomes held " +
			inHundred(in/float64(n)) + ". Use a wider margin than the page shows."
	}
	if lean, yes := r.Lean.OneSided(); yes && words == "" {
		words = lean
	} else if yes {
		words += " " + lean
	}
	return words, words != ""
}

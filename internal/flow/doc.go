// Package flow is the model of how people come into a hospital's beds and leave them: it turns what an organisation's
// returns, councils' capacity and (where there are any) its own stays say into the numbers that the engine plays, gives
// the law of the beds without playing anything (a moment closure, with the value of every lever by one backward sweep),
// and anchors both to the forecast, so that the headline is the best forecast and the effect of a lever is causal.
//
// # Words
//
//   - Stage: one kind of acute stay with its own chance of ending; a mixture of them gives the shares of long stays.
//   - Ready pool: those who no longer need the hospital and need no new support (pathway 0).
//   - Process: assessment, referral and arrangement by the care transfer hub before anybody can wait for care.
//   - Queue: those whose process is over and who wait for a start of home care (pathway 1), a community bed (pathway 2)
//     or a place in a care home (pathway 3) of their council.
//   - Tier: what a trust's figures can tell: the daily return alone, with daily discharges, or with its stays one by one.
//
// # The closure
//
// Close gives means and variances of every state along the days under each of 25 waves, and a queue as a count with the law
// that its moments ask for; occupied is normal under each wave. Against the engine, over 100 sample trusts of their own and
// 56 days, it is 0.18 beds off in the mean, at most 1.3 beds in the number that holds nine times in ten, and at most 0.010 in
// chances, once the engine's own chance is taken out; with shared councils about 0.015. It is weakest where a queue holds
// fewer than three people. Law.Values are within 0.1 of the engine's for such a queue, and within 0.02 for others.
//
// # What is assumed
//
// National holds England's figures, each with its source; those that nobody has confirmed say so, and an Override replaces
// one with a reason. Fit takes from a trust what its tier tells and the rest from there, and says so in Notes: few-days, gap,
// series-break, over-open, old-figure, no-capacity-return, nil-starts, capacity-below-need and others; each is about one
// organisation. Thin evidence widens the site's own intensity. Only what cannot be modelled at all is refused.
//
// Days are mornings: day d's count is at 08:00 at its end. Asks D3, D5 to D8; requirements R11, R13, R16; definitions c.1
// to c.6.
package flow

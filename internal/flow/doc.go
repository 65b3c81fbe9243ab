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
// Days are mornings: day d's count is at 08:00 at its end. Asks D3, D5 to D8; requirements R11, R13, R16; definitions c.1
// to c.6.
package flow

// Package occupancy is the bed forecast: how many general and acute beds will be occupied and open on each of the next
// days, for a trust, an integrated care board, a region and England, as odds; how good such forecasts were; and the
// arithmetic of headroom.
//
// # Words
//
//   - Panel: the daily series of many organisations over one stretch of days, as they were known at one instant.
//   - Origin: the morning from which a forecast looks ahead; its own 08:00 figure is known. Horizon 1 is the next morning.
//   - Method: one way of forecasting one number (the mean of the logarithm) from a panel and earlier seasons.
//   - Quantiles: the forecast itself. Nobody is shown one number alone.
//   - Phase of a day: ordinary, Christmas (21 December to 8 January) or strike week.
//   - Headroom: beds that may still be filled before a limit is passed (domain definition c.6).
//
// Ratios are of the sums. Occupied and open are forecast apart, because beds close over Christmas and the percentage hides
// half of the dip. Asks D3, N2 and N3; requirements R11 to R13.
package occupancy

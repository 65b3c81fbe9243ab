package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"headroom/internal/app"
	"headroom/internal/fault"
)

func forecastCommand() *cobra.Command {
	c := &cobra.Command{Use: "forecast", Short: "Forecast the beds occupied and open of one organisation, as odds", Args: cobra.NoArgs,
		Example: `  headroom forecast --org QOX --origin 2023-12-18 --days 21 --scenario hard-winter.json

  hard-winter.json, each part of which but the name may be left out (docs/scenarios.md has them all):
  {"name": "hard winter", "flu": {"shape": "early", "height": 0.06},
   "norovirus": [{"from": "2023-12-20", "to": "2023-12-30", "beds": 24, "orgs": ["RA4"]}],
   "strikes": [{"change": "add", "group": "resident doctors", "from": "2023-12-20", "to": "2023-12-22"}]}`}
	where := database(c)
	var q app.ForecastQuery
	f := c.Flags()
	f.StringVar(&q.Org, "org", "ENG", "the organisation's code; ENG is England")
	f.StringVar(&q.Origin, "origin", "", "the morning to look ahead from, YYYY-MM-DD; the newest when it is not given")
	f.IntVar(&q.Days, "days", app.ForecastDays, "how many days ahead, at most 42")
	f.StringVar(&q.AsOf, "as-of", "", "what was known at this instant")
	scenario := f.String("scenario", "", "a file with a scenario as JSON: what is to be assumed beside history")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if *scenario != "" {
			text, err := os.ReadFile(*scenario)
			if err != nil {
				return fault.Wrap(err, fault.Invalid, "the scenario %s cannot be read; check the name", *scenario)
			}
			q.Scenario = text
		}
		return onHeld(c.Context(), *where, func(a *app.App) error {
			r, err := a.Forecast(c.Context(), q, terminalProgress(c.ErrOrStderr(), "forecasting"))
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), r)
			}
			return printForecast(c.OutOrStdout(), c.ErrOrStderr(), r)
		})
	}
	return c
}

// printForecast writes a line for each day, and beside it what the reader must know.
func printForecast(out, errs io.Writer, r app.ForecastJSON) error {
	for _, n := range r.Notes {
		_, _ = fmt.Fprintln(errs, "note:", n.Words)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "date\toccupied\t(8 in 10)\topen\t(8 in 10)\tover 92%\tover 95%\tover 100%")
	for _, d := range r.Days {
		o, p := d.Occupied, d.Open
		_, _ = fmt.Fprintf(w, "%s\t%.0f\t%.0f to %.0f\t%s\t%s\t%s\t%s\t%s\n", d.Date, o.At(.5), o.At(.1), o.At(.9), odds(p, "%.0f", .5), odds(p, "%.0f to %.0f", .1, .9),
			share(d.Over92), share(d.Over95), share(d.Over100))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if s := r.Score; s != nil {
		_, _ = fmt.Fprintf(errs, "last 28 days: the median off by %.1f beds on average, weighted interval score %.2f%% of beds occupied, nine-in-ten range held %.0f%% (%d forecasts, %d of them made afterwards)\n",
			s.MAE, s.WISPct, 100*s.Cover90, s.Forecasts, s.Replayed)
	} else {
		_, _ = fmt.Fprintln(errs, "last 28 days: no forecast of them could be held against what came")
	}
	if r.Disagree != "" {
		_, _ = fmt.Fprintln(errs, "the model and the data disagree:", r.Disagree)
	}
	return nil
}

// odds writes values at probabilities, "not known" where there are none.
func odds(o app.OddsJSON, format string, at ...float64) string {
	if !o.Known() {
		return "not known"
	}
	values := make([]any, len(at))
	for i, p := range at {
		values[i] = o.At(p)
	}
	return fmt.Sprintf(format, values...)
}

func share(p *float64) string {
	if p == nil {
		return "not known"
	}
	return fmt.Sprintf("%.0f%%", 100**p)
}

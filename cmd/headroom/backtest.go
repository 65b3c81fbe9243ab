package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

func backtestCommand() *cobra.Command {
	c := &cobra.Command{Use: "backtest", Short: "Score the forecast on past winters that it had not seen", Args: cobra.NoArgs}
	where := database(c)
	var q app.BacktestQuery
	f := c.Flags()
	f.StringVar(&q.Winters, "winters", "", "the winters to test, as 2018-19,2019-20; all that have an earlier one when it is not given")
	f.StringVar(&q.Level, "level", "trust", "trust or england")
	f.StringVar(&q.AsOf, "as-of", "", "what was known at this instant")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			r, err := a.Backtest(c.Context(), q, terminalProgress(c.ErrOrStderr(), "testing"))
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), r)
			}
			return printBacktest(c.OutOrStdout(), r)
		})
	}
	return c
}

// printBacktest writes the scores of all winters together, and then how much better the ensemble is than each other model.
func printBacktest(out io.Writer, r *app.BacktestJSON) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, t := range r.Winters {
		_, _ = fmt.Fprintf(w, "%s\t%d series over %d days from %s\tlearnt from %v\n", t.Season, t.Series, t.Days, t.From, t.Learned)
	}
	_, _ = fmt.Fprintln(w, "\nmodel\tdays ahead\tdays\tforecasts\tWIS %\tMAE %\tpinball 0.9 %\tin 50\tin 80\tin 90\tBrier 92\tBrier 95\tBrier 100")
	for _, s := range r.Scores {
		if s.Winter == "" && s.N > 0 {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.4f\t%.4f\t%.4f\n", s.Model, s.Horizon, s.Phase, s.N, s.WIS, s.MAE, s.Pinball9, s.Cover50, s.Cover80, s.Cover90, s.Brier92, s.Brier95, s.Brier100)
		}
	}
	_, _ = fmt.Fprintln(w, "\nagainst\tdays ahead\tsmaller WIS by\t95% by winter-origin")
	for _, s := range r.Skill {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%.1f%%\t%.1f%% to %.1f%%\n", s.Against, s.Horizon, 100*s.Skill, 100*s.ByOrigin[0], 100*s.ByOrigin[1])
	}
	return w.Flush()
}

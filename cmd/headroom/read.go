package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"headroom/internal/app"
	"headroom/internal/fault"
)

func seriesCommand() *cobra.Command {
	c := &cobra.Command{Use: "series", Short: "Print a measure of one organisation over days", Args: cobra.NoArgs}
	where := database(c)
	var q app.SeriesQuery
	f := c.Flags()
	f.StringVar(&q.Org, "org", "ENG", "the organisation's code; ENG is England")
	f.StringVar(&q.Measure, "measure", "", "the measure's code")
	f.StringVar(&q.Form, "form", "", "the form to read, where several hold the measure")
	f.StringVar(&q.From, "from", "", "first day, YYYY-MM-DD")
	f.StringVar(&q.To, "to", "", "last day, YYYY-MM-DD")
	f.StringVar(&q.AsOf, "as-of", "", "what was known at this instant")
	f.StringVar(&q.View, "view", "latest", "first, collated or latest")
	f.StringVar(&q.Only, "only", "", "narrow a sum to organisations with a mark: type-1-ae")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			s, err := a.Series(c.Context(), q)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), s)
			}
			if len(s.Points) == 0 {
				_, _ = fmt.Fprintln(c.ErrOrStderr(), "nothing is held of this measure for these days, which is not the same as nought")
			}
			if len(s.Others) > 0 {
				_, _ = fmt.Fprintf(c.ErrOrStderr(), "from the form %s; other collections hold it too, with --form: %s\n", s.Form, strings.Join(s.Others, " "))
			}
			for _, p := range s.Points {
				value := "-"
				if p.Value != nil {
					value = app.Plain(*p.Value)
				}
				_, _ = fmt.Fprintf(c.OutOrStdout(), "%s\t%s\t%s\t%d of %d returns, %d gave it%s\n", p.Date, value, p.State, p.Received, p.Due, p.Given, lacking(p))
			}
			return nil
		})
	}
	return c
}

// lacking names who is missing, and who gave a return without the figure.
func lacking(p app.PointJSON) string {
	var out string
	if len(p.Missing) > 0 {
		out += fmt.Sprintf("; no return from %v", p.Missing)
	}
	if len(p.Without) > 0 {
		out += fmt.Sprintf("; not given by %v", p.Without)
	}
	if p.Published != nil {
		out += "; the file itself says " + app.Plain(*p.Published)
	}
	return out
}

func measuresCommand() *cobra.Command {
	c := &cobra.Command{Use: "measures", Short: "List the measure register", Args: cobra.NoArgs}
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if *asJSON {
			return printJSON(c.OutOrStdout(), app.Measures())
		}
		for _, m := range app.Measures() {
			_, _ = fmt.Fprintf(c.OutOrStdout(), "%s\t%s\t%s\t%s\n", m.Code, m.Kind, m.Unit, m.Name)
		}
		return nil
	}
	return c
}

func checkCommand() *cobra.Command {
	c := &cobra.Command{Use: "check", Short: "Read everything again and name what is damaged", Args: cobra.NoArgs}
	where := database(c)
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			r, err := a.Check(c.Context(), terminalProgress(c.ErrOrStderr(), "checking"))
			if err != nil {
				return err
			}
			if *asJSON {
				if err := printJSON(c.OutOrStdout(), r); err != nil {
					return err
				}
			} else {
				_, _ = fmt.Fprintf(c.OutOrStdout(), "%d audit entries, %d versions, %d roll-ups read\n", r.Audit.Entries, r.Returns.Versions, r.Returns.RollUps)
				for _, p := range r.Problems {
					_, _ = fmt.Fprintln(c.OutOrStdout(), "damaged:", p)
				}
			}
			if !r.OK {
				return fault.New(fault.Invalid, "%s found", counted(len(r.Problems), "problem was", "problems were"))
			}
			return nil
		})
	}
	return c
}

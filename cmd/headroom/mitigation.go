package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

func mitigationCommand() *cobra.Command {
	c := &cobra.Command{Use: "mitigation", Short: "Requests for a patient-safety mitigation, which are also called derogations", Args: cobra.NoArgs,
		Long: "Lists requests, shows one with every step and both of its instants, and counts them by outcome and timeliness. State and\n" +
			"timeliness are two facts: a late approval is approved and late. NHS and union minutes stand side by side, and so do the\n" +
			"counts that others have published, each with who counted and as at when. See docs/mitigation.md."}
	c.AddCommand(mitigationListCommand(), mitigationShowCommand(), mitigationCountsCommand())
	return c
}

// mitigationFlags adds the flags that each of the three has, and gives that of the database.
func mitigationFlags(c *cobra.Command, asOf *string, asJSON *bool) *string {
	f := c.Flags()
	f.StringVar(asOf, "as-of", "", "as known at an instant: a time without a zone, as 2025-07-26T12:00, is London's, and a date its last instant; everything that is known when left out")
	f.BoolVar(asJSON, "json", false, "print JSON")
	return database(c)
}

func mitigationListCommand() *cobra.Command {
	c := &cobra.Command{Use: "list", Short: "List requests, the newest first", Args: cobra.NoArgs}
	var q app.MitigationQuery
	var asJSON bool
	where := mitigationFlags(c, &q.AsOf, &asJSON)
	mitigationNarrow(c, &q)
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			list, err := a.MitigationList(c.Context(), q)
			if err != nil || asJSON {
				return orJSON(c.OutOrStdout(), list, err)
			}
			for _, m := range list {
				granted := "nothing decided"
				if m.Granted != nil {
					granted = fmt.Sprintf("%d of %d doctors granted", *m.Granted, m.Asked)
				}
				say(c.OutOrStdout(), "%s\t%s\t%s\t%s\tneeded by %s\t%s", m.Ref, m.Service, m.Words, m.Timeliness, orNone(m.NeededBy), granted)
			}
			if len(list) == 0 {
				say(c.OutOrStdout(), "no requests")
			}
			return nil
		})
	}
	return c
}

// mitigationNarrow adds the flags that narrow.
func mitigationNarrow(c *cobra.Command, q *app.MitigationQuery) {
	c.Flags().StringVar(&q.Period, "period", "", "of one period of action alone, as RD-14")
	c.Flags().StringVar(&q.Trust, "trust", "", "of one trust alone")
}

func mitigationShowCommand() *cobra.Command {
	c := &cobra.Command{Use: "show REF", Short: "Show one request with every step", Args: cobra.ExactArgs(1)}
	var asOf string
	var asJSON bool
	where := mitigationFlags(c, &asOf, &asJSON)
	c.RunE = func(c *cobra.Command, args []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			m, err := a.MitigationShow(c.Context(), args[0], asOf)
			if err != nil || asJSON {
				return orJSON(c.OutOrStdout(), m, err)
			}
			w := c.OutOrStdout()
			say(w, "%s\t%s\t%s\t%s", m.Ref, m.Trust, m.Service, m.Words)
			for _, e := range m.Events {
				written := ""
				if !e.At.Equal(e.Recorded) {
					written = ", written down " + e.Recorded.Format(time.RFC3339)
				}
				say(w, "\t%s\t%s\t%s%s", e.At.Format(time.RFC3339), e.Step, e.Actor, written)
			}
			for _, x := range m.Minutes {
				switch {
				case x.Minutes != nil:
					say(w, "\t%s\t%s\t%d minutes", x.Side, x.Name, *x.Minutes)
				case x.Running:
					say(w, "\t%s\t%s\tat least %d minutes, running", x.Side, x.Name, *x.AtLeast)
				case x.AtLeast != nil:
					say(w, "\t%s\t%s\tat least %d minutes, and ended without it", x.Side, x.Name, *x.AtLeast)
				}
			}
			for _, d := range m.Due {
				say(w, "\timpact return %s\tdue %s\tsigned: %v", d.Stage, d.At.Format(time.RFC3339), d.Signed)
			}
			return nil
		})
	}
	return c
}

func mitigationCountsCommand() *cobra.Command {
	c := &cobra.Command{Use: "counts", Short: "Count requests by outcome and timeliness", Args: cobra.NoArgs}
	var q app.MitigationQuery
	var asJSON bool
	where := mitigationFlags(c, &q.AsOf, &asJSON)
	mitigationNarrow(c, &q)
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			out, err := a.MitigationCounts(c.Context(), q)
			if err != nil || asJSON {
				return orJSON(c.OutOrStdout(), out, err)
			}
			printMitigationCounts(c.OutOrStdout(), out)
			return nil
		})
	}
	return c
}

// printMitigationCounts writes the grid, then both sides' minutes, then what others have published.
func printMitigationCounts(w io.Writer, out app.MitigationCountsJSON) {
	say(w, "%d requests as at %s, counted by %s; %d being written", out.Requests, app.InLondon(out.AsAt), out.CountedBy, out.Drafts)
	for _, r := range out.Grid {
		say(w, "%s\t%d\ton time %d\tlate %d\tnever %d\tnot sent in time %d\tpending %d\tno time named %d\tnot applicable %d", r.Words, r.Requests,
			r.By["on-time"], r.By["late"], r.By["never"], r.By["not-sent"], r.By["pending"], r.By["no-deadline"], r.By["not-applicable"])
	}
	say(w, "%d doctors asked for, %d granted, %.4g hours used, %d grants revoked", out.Doctors, out.Granted, out.Hours, out.Revoked)
	say(w, "%d doctors recalled in declared mass events, %.4g hours used", out.Recalled, out.Recall)
	for _, m := range out.Minutes {
		if m.Median != nil {
			least := ""
			if m.AtLeast {
				least = "at least "
			}
			say(w, "%s\t%s\tmedian %s%.0f minutes over %d ended and %d not ended", m.Side, m.Name, least, *m.Median, m.Requests, m.NotEnded)
		}
	}
	for _, p := range out.Published {
		say(w, "published\t%s\tcounted by %s\tas at %s\trequests %s\tdoctors %s\tapproved %s\trejected %s\twithdrawn %s\tpending %s\tanswered %s", p.Periods, p.CountedBy,
			p.AsAt.Format(time.RFC3339), orDash(p.Requests), orDash(p.Doctors), orDash(p.Approved), orDash(p.Rejected), orDash(p.Withdrawn), orDash(p.Pending), answered(p))
	}
}

// answered is the share of those asked who answered, as the counter published both.
func answered(p app.MitigationPublishedCountJSON) string {
	if p.Asked == nil || p.Responded == nil || *p.Asked <= 0 {
		return "not published"
	}
	return fmt.Sprintf("%.0f%%, %d of %d", 100*float64(*p.Responded)/float64(*p.Asked), *p.Responded, *p.Asked)
}

func say(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }

func orJSON(w io.Writer, v any, err error) error {
	if err != nil {
		return err
	}
	return printJSON(w, v)
}

// orDash is a number, or that none was published.
func orDash(n *int) string {
	if n == nil {
		return "not published"
	}
	return fmt.Sprint(*n)
}

func orNone(t *time.Time) string {
	if t == nil {
		return "no time named"
	}
	return t.Format(time.RFC3339)
}

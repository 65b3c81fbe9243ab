package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

func harmCommand() *cobra.Command {
	c := &cobra.Command{Use: "harm", Short: "Read patient-safety events and the watch over postponed care",
		Long: "Reads what a trust recorded of harm, and keeps watch over people whose care was postponed. Nothing printed here names a\n" +
			"patient or repeats what people wrote. A trigger is no event, an event has no cause by itself, and what is not known yet is\n" +
			"printed first. See docs/harm.md."}
	c.AddCommand(harmListCommand(), harmCohortCommand(), harmNowcastCommand(), harmWatchCommand())
	return c
}

// harmFlags adds the flags that every reading has.
func harmFlags(c *cobra.Command) (where *string, q *app.HarmQuery, asJSON *bool) {
	where, q = database(c), &app.HarmQuery{}
	f := c.Flags()
	f.StringVar(&q.Org, "org", "", "a trust, or a board or region with its trusts; England when left out")
	f.StringVar(&q.AsOf, "as-of", "", "what was known at this instant")
	return where, q, f.Bool("json", false, "print JSON")
}

func harmListCommand() *cobra.Command {
	c := &cobra.Command{Use: "list", Short: "List events, the newest first", Args: cobra.NoArgs}
	where, q, asJSON := harmFlags(c)
	c.Flags().StringVar(&q.Period, "period", "", "events of one period of industrial action")
	c.Flags().IntVar(&q.Limit, "limit", 0, "at most so many; 0 is all")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			out, err := a.HarmList(c.Context(), *q)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), out)
			}
			_, _ = fmt.Fprintf(c.OutOrStdout(), "as known at %s\n", out.AsOf)
			for _, e := range out.Events {
				day := e.Occurred
				if day == "" {
					day = "day not known"
				}
				_, _ = fmt.Fprintf(c.OutOrStdout(), "%s\t%s\trevision %d\t%s\t%s\t%s\t%s\t%s\n", e.Trust, e.ID, e.Revision, e.Kind, day, grades(e), tied(e.Links), e.Sent)
			}
			return nil
		})
	}
	return c
}

// grades is how bad an event is by each scale on its own.
func grades(e app.HarmEventJSON) string {
	switch {
	case e.Basis == "":
		return "no grade"
	case e.Physical == 0 && e.Psychological == 0:
		return "not graded yet, looked at on " + e.Review
	}
	return fmt.Sprintf("physical %d, psychological %d, %s", e.Physical, e.Psychological, e.Basis)
}

// tied is what an event is tied to; a newer link about the same takes an earlier one's place.
func tied(links []app.LinkJSON) string {
	if len(links) == 0 {
		return "not known"
	}
	newest := map[string]string{}
	for _, l := range links {
		newest[l.Period+l.Request] = l.Words
	}
	var out []string
	for to, words := range newest {
		out = append(out, to+": "+words)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func harmCohortCommand() *cobra.Command {
	c := &cobra.Command{Use: "cohort", Short: "Show when triggers came after postponements, and what of them is reviewed", Args: cobra.NoArgs}
	where, q, asJSON := harmFlags(c)
	c.Flags().StringVar(&q.Period, "period", "", "pathways postponed in one period of industrial action; all when left out")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			out, err := a.HarmCohort(c.Context(), *q)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), out)
			}
			printCohort(c.OutOrStdout(), out)
			return nil
		})
	}
	return c
}

// printCohort writes each trust, what is not known first.
func printCohort(w io.Writer, out app.HarmCohortJSON) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	say("as known at %s", out.AsOf)
	for _, t := range out.Trusts {
		say("%s\t%d under review, %d of them overdue\t%d watched, %s closed, harm found in %d", t.Trust, t.Unknown, t.Overdue, t.Watched, counted(t.Closed, "review", "reviews"), t.Harm)
		for _, x := range t.Windows {
			say("\twithin %d days\t%s of %d watched so long, %d found later, %d closed", x.Days, counted(x.Triggers, "trigger", "triggers"), x.Pathways, x.Late, x.Closed)
		}
	}
	if len(out.Trusts) > 0 {
		say("a trigger opens a review and is no event; nothing here says what caused it")
	}
}

func harmNowcastCommand() *cobra.Command {
	c := &cobra.Command{Use: "nowcast", Short: "Estimate how many events of past weeks are still to be reported", Args: cobra.NoArgs,
		Long: "Estimates, from the lag between an event and its record, how many events of past weeks are still to be reported, with an\n" +
			"interval. It says nothing of causes. docs/harm.md tells how, and how often the interval held."}
	where, q, asJSON := harmFlags(c)
	c.Flags().IntVar(&q.Weeks, "weeks", 0, "weeks looked back on; 26 when left out")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			out, err := a.HarmNowcast(c.Context(), *q)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), out)
			}
			w := c.OutOrStdout()
			_, _ = fmt.Fprintf(w, "on %s; of the running week, from %s, %d reported so far and nothing estimated\n", out.AsOf, out.Week, out.SoFar)
			for _, x := range out.Windows {
				_, _ = fmt.Fprintf(w, "week from %s\treported so far %d\texpected to be reported %.1f (%d to %d)\n", x.From, x.Reported, x.Expected, x.Low, x.High)
			}
			_, _ = fmt.Fprintf(w, "together\treported so far %d\texpected to be reported %.1f (%d to %d, %.0f%% of such intervals hold)\n", out.Reported, out.Expected, out.Low, out.High, 100*out.Interval)
			return nil
		})
	}
	return c
}

func harmWatchCommand() *cobra.Command {
	c := &cobra.Command{Use: "watch", Short: "Bring in postponed pathways and triggers of a trust, and do the day's watch", Args: cobra.NoArgs,
		Long: "Keeps a trust's lists and does the day's watch: triggers that come with time, and the reviews that are due. Pathways are\n" +
			"sealed with the operator's keys. A file that holds anything wrong is refused whole, with file, cell and remedy.",
		Example: "  headroom harm watch --org RX1 --pathways pathways.csv --triggers triggers.csv\n\n" +
			"  pathways.csv: pathway, postponed; and where known cohort (postponed or not postponed), for, period, specialty, priority,\n" +
			"  cancer, waiting, times, new date, treated, ended, age band, sex, ethnicity, deprivation\n" +
			"  triggers.csv: pathway, postponed, trigger, occurred; and source"}
	where := database(c)
	keys := keysFlag(c)
	var q app.HarmWatchQuery
	f := c.Flags()
	f.StringVar(&q.Org, "org", "", "the trust")
	f.StringVar(&q.Pathways, "pathways", "", "a file of pathways, CSV or XLSX")
	f.StringVar(&q.Triggers, "triggers", "", "a file of triggers")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onApp(c.Context(), *where, func(a *app.App) error {
			a.UseKeys(*keys)
			out, err := a.HarmWatch(c.Context(), q)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), out)
			}
			_, _ = fmt.Fprintf(c.OutOrStdout(), "%s\t%s added, %d beside them; %s told, %d found; %s opened\n", out.Trust, counted(out.Added, "postponed pathway", "postponed pathways"), out.Others,
				counted(out.Triggers, "trigger", "triggers"), out.Found, counted(out.Opened, "review", "reviews"))
			return nil
		})
	}
	return c
}

func lfpseCommand() *cobra.Command {
	c := &cobra.Command{Use: "lfpse", Short: "Hand events to the national service for learning from patient-safety events"}
	e := &cobra.Command{Use: "export", Short: "Write what waits to be sent as files, and note it as filed", Args: cobra.NoArgs,
		Long: "Writes each revision that waits for the national service as a file, FHIR R4, named by its key, and notes it as filed:\n" +
			"somebody sends it. Nothing in a file identifies a patient."}
	where := database(e)
	dir := e.Flags().String("out", "", "the folder that gets the files")
	profile := e.Flags().Int("profile", 0, "version of the interface, 5 or 6; the newest when left out")
	of := e.Flags().String("org", "", "a trust, or a board or region with its trusts; England when left out")
	again := e.Flags().Bool("again", false, "write what was filed before too, as when files were lost or of the wrong version; keys stay the same")
	asJSON := e.Flags().Bool("json", false, "print JSON")
	e.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			out, err := a.ExportEvents(c.Context(), *dir, *profile, *of, *again)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), out)
			}
			_, _ = fmt.Fprintf(c.OutOrStdout(), "%s written, version %d of the interface\n", counted(out.Written, "revision", "revisions"), out.Profile)
			return nil
		})
	}
	c.AddCommand(e)
	return c
}

// serviceFlags adds the flags that say how the national service is reached.
func serviceFlags(c *cobra.Command) *app.ServiceQuery {
	q := &app.ServiceQuery{}
	f := c.Flags()
	f.StringVar(&q.Address, "lfpse-address", "", "where patient-safety events are posted, https://…; nothing is sent when left out")
	f.IntVar(&q.Profile, "lfpse-profile", 0, "version of the national interface, 5 or 6; the newest when left out")
	f.StringVar(&q.Header, "lfpse-header", "", "one more header for the service, as \"Name: value\"; give it by the variable, so that it stands in no list of processes")
	setting(c, "lfpse-address", "lfpse-profile", "lfpse-header")
	return q
}

package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"headroom/internal/app"
	"headroom/internal/fault"
)

func rescheduleCommand() *cobra.Command {
	c := &cobra.Command{Use: "reschedule", Short: "Give new dates to people whose care was postponed", Args: cobra.NoArgs,
		Long: "Reads patients, sessions, limits and bookings from files, gives everybody the best date that the work asked for finds, and\n" +
			"proves how far the plan can be from the best one there is. The same files, seed and work give the same plan on every\n" +
			"machine and for any number of workers. Interrupted, it writes the best plan so far. Needs no database.\n" +
			"The files are described in docs/reschedule.md."}
	var q app.RescheduleQuery
	rescheduleFlags(c, &q)
	f := c.Flags()
	f.Float64Var(&q.Seconds, "seconds", 10, "how much work to spend, in seconds of the reference machine; counted, not timed")
	f.IntVar(&q.Workers, "workers", 0, "how many workers; 0 is as many as the machine has processors. The plan is the same for any number")
	f.Uint64Var(&q.Seed, "seed", 1, "the seed of the search")
	f.StringVar(&q.Out, "out", "", "the file that gets the plan, with everybody's date and its reasons")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		keepMemory()
		p, err := app.Reschedule(c.Context(), q, terminalProgress(c.ErrOrStderr(), "planning"))
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c.OutOrStdout(), p)
		}
		printRescheduled(c.OutOrStdout(), p)
		return nil
	}
	c.AddCommand(rescheduleCheckCommand())
	return c
}

// usualMemory is the memory in bytes that a plan keeps within where what it holds lets it, so that the largest trust's list
// fits a laptop: what the search threw away is then collected before more is asked of the machine.
const usualMemory = 700 << 20

// keepMemory asks the runtime to keep within usualMemory, unless whoever runs the program has said otherwise.
func keepMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(usualMemory)
	}
}

// rescheduleFlags adds the flags that name the files.
func rescheduleFlags(c *cobra.Command, q *app.RescheduleQuery) {
	f := c.Flags()
	f.StringVar(&q.Patients, "patients", "", "the file of patients, CSV or XLSX")
	f.StringVar(&q.Sessions, "sessions", "", "the file of sessions")
	f.StringVar(&q.Limits, "limits", "", "the file of beds, high-care beds, anaesthetists and equipment")
	f.StringVar(&q.Booked, "booked", "", "the file of the sessions that patients hold now")
	f.StringVar(&q.Config, "config", "", "a policy that differs from the usual one, TOML")
	f.StringVar(&q.From, "from", "", "the first day, YYYY-MM-DD; that of the first session when left out")
	f.IntVar(&q.Days, "days", 0, "how many days the plan reaches over; 0 is to the last session")
}

// printRescheduled writes the tiers, then what is certain and what is not.
func printRescheduled(w io.Writer, p app.RescheduleJSON) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	for _, t := range p.Tiers {
		say("%d\t%s\t%d people, %d if all stays as booked\tcost %.0f", t.Number, t.Name, t.People, t.Before, t.Cost)
		for _, x := range t.Parts {
			say("\t%s\t%d, %d", x.Name, x.People, x.Before)
		}
	}
	say("%s with a date, %d without; %d lists open, used to %.0f%%; %.1f of them are expected to run late", counted(p.Scheduled, "person", "people"), p.Unscheduled, p.Lists.Open, p.Lists.Use*100, p.Overruns)
	say("cost %.0f; no plan can cost less than %.0f in this model, so this one is within %.2f%% of the best", p.Objective, p.Bound, p.Gap*100)
	if p.Cut {
		say("the work was cut off before its end: with the same files another day may end elsewhere")
	}
	for i, c := range p.Clashes {
		if i == 20 {
			say("and %d more whom no session can take; --json lists them", len(p.Clashes)-i)
			break
		}
		say("no session can take %s: %s. %s", c.Pathway, strings.Join(c.Limits, "; "), c.Remedy)
	}
	for _, o := range p.Over {
		say("over its limit by what is decided: %s, %.2f of %g, %s", o.Limit, o.Used, o.Most, counted(o.People, "person", "people"))
	}
	for _, n := range p.Notes {
		say("note: %s", n)
	}
}

func rescheduleCheckCommand() *cobra.Command {
	c := &cobra.Command{Use: "check", Short: "Judge a plan again from the files, independently", Args: cobra.NoArgs,
		Long: "Reads the files and the plan again, judges every limit and works out the cost anew, with nothing in common with what\n" +
			"made the plan. Give the same files, --config, --from and --days as the plan was made with."}
	var q app.RescheduleQuery
	rescheduleFlags(c, &q)
	plan := c.Flags().String("plan", "", "the plan's file")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if *plan == "" {
			return fault.New(fault.Invalid, "no plan is named; give --plan FILE")
		}
		r, err := app.CheckPlan(c.Context(), q, *plan)
		if err != nil {
			return err
		}
		if *asJSON {
			if err := printJSON(c.OutOrStdout(), r); err != nil {
				return err
			}
		} else {
			_, _ = fmt.Fprintln(c.OutOrStdout(), counted(len(r.Violations), "violation", "violations"))
			for _, v := range r.Violations {
				_, _ = fmt.Fprintf(c.OutOrStdout(), "%s\t%s\t%s\t%s\n", v.Rule, v.Pathway, v.Session, v.Words)
			}
			_, _ = fmt.Fprintf(c.OutOrStdout(), "%d with a date, %d without, cost %.0f, %.1f lists expected to run late\n", r.Scheduled, r.Unscheduled, r.Objective, r.Overruns)
		}
		if !r.OK {
			return fault.New(fault.Invalid, "%s found", counted(len(r.Violations), "violation was", "violations were"))
		}
		return nil
	}
	return c
}

func explainCommand() *cobra.Command {
	c := &cobra.Command{Use: "explain PATHWAY", Short: "Say why a patient has the date that a plan gives", Args: cobra.ExactArgs(1)}
	plan := c.Flags().String("plan", "", "the plan's file, which headroom reschedule --out has written")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		e, err := app.Explain(c.Context(), *plan, args[0])
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c.OutOrStdout(), e)
		}
		where := "no date in this plan"
		if e.Session != "" {
			where = "session " + e.Session + " on " + e.Date
		}
		if e.Was != "" && e.Was != e.Session {
			where += "; held " + e.Was + " before"
		}
		_, _ = fmt.Fprintf(c.OutOrStdout(), "%s\t%s\t%s\n", e.Pathway, e.Change, where)
		for _, w := range e.Why {
			_, _ = fmt.Fprintln(c.OutOrStdout(), " ", w)
		}
		return nil
	}
	return c
}

func recoveryCommand() *cobra.Command {
	c := &cobra.Command{Use: "recovery", Short: "Make files to try rescheduling with"}
	g := &cobra.Command{Use: "generate", Short: "Make a synthetic trust or board after a strike", Args: cobra.NoArgs,
		Long: "Makes patients.csv, sessions.csv, limits.csv and booked.csv: invented people, teams and sites whose codes begin with SYN.\n" +
			"The same numbers and seed make the same files on every machine. docs/reschedule.md says what they are drawn from."}
	var q app.GenerateQuery
	f := g.Flags()
	f.IntVar(&q.Patients, "patients", 1000, "how many patients")
	f.IntVar(&q.Sessions, "sessions", 120, "how many sessions")
	f.Uint64Var(&q.Seed, "seed", 1, "which luck")
	f.StringVar(&q.From, "from", "2024-01-10", "the plan's first day, YYYY-MM-DD")
	f.StringVar(&q.Dir, "dir", "", "the folder that gets the files")
	asJSON := f.Bool("json", false, "print JSON")
	g.RunE = func(c *cobra.Command, _ []string) error {
		out, err := app.GenerateRecovery(q)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c.OutOrStdout(), out)
		}
		_, _ = fmt.Fprintf(c.OutOrStdout(), "synthetic: %d patients, %d of them booked, %d sessions, %d limits from %s, in %s\n",
			out.Patients, out.Booked, out.Sessions, out.Limits, out.From, strings.Join(out.Files, ", "))
		return nil
	}
	c.AddCommand(g)
	return c
}

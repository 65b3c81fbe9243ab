package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

func planCommand() *cobra.Command {
	c := &cobra.Command{Use: "plan", Short: "Work out the discharges that keep beds under a target", Args: cobra.NoArgs,
		Long: "Work out how many more people must leave hospital, on which day, by which pathway and with whose care,\n" +
			"so that occupied beds stay under a share of the usable core beds on the given mornings with the given confidence.\n" +
			"Where that cannot be done, the answer is what comes nearest, and what would have to open.\n\n" +
			"In the JSON, point_cost is the effort of one more point of confidence for all trusts together, and point_costs of\n" +
			"one for each trust alone: for one trust they are the same; those of several need not add up, since they share care.\n" +
			"The most, used and one more of a shadow price are in its unit: people, beds or hundredths of a working day of hub staff.",
		Example: `  headroom plan --org QOX --target 0.92 --dates 2023-12-24,2023-12-27..2024-01-09 --capacity capacity.csv

  capacity.csv, one row for a council's service on a day. agreed_out says whether accepting leaves out what plans have
  agreed and may be left out. The page for sending a file offers every layout that is read:
  date,council,service,total,accepting,weekend,holiday,as_at,agreed_out
  2023-12-23,E10000006,home-care,12,7,yes,no,2023-12-18T15:00,no
  2023-12-23,E10000006,community-bed,3,1,yes,no,2023-12-18T15:00,no`}
	where := database(c)
	var q app.PlanQuery
	f := c.Flags()
	f.StringVar(&q.Org, "org", "", "the trust's or the board's code")
	f.StringVar(&q.Target, "target", "0.92", "occupied at most this share of the beds, up to 1")
	f.StringVar(&q.Basis, "of", "core", "of which beds: core (usable, without escalation) or open")
	f.StringVar(&q.Dates, "dates", "", "mornings, as 2023-12-24,2023-12-27..2024-01-09")
	f.StringVar(&q.Confidence, "confidence", "0.9", "the chance, on each morning, of keeping to the target")
	f.StringVar(&q.Capacity, "capacity", "", "a file of councils' capacity, CSV or XLSX, read as if it had been sent last: beside what councils have stated, in its place where it is newer")
	f.StringVar(&q.Origin, "origin", "", "the morning to plan from, at which the age of what councils have stated is judged; the last one known when left out")
	f.StringVar(&q.AsOf, "as-of", "", "what was known at this instant")
	f.Uint64Var(&q.Seed, "seed", 1, "the seed of the search; the certificate's follows from it")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			p, err := a.Plan(c.Context(), q)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), p)
			}
			printPlan(c.OutOrStdout(), p)
			return nil
		})
	}
	return c
}

// printPlan writes the lines, then what they reach, what stands in the way and what was assumed.
func printPlan(w io.Writer, p app.PlanJSON) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	for _, l := range p.Lines {
		say("%s\t%s\t%s\t%s\t%s", l.Date, l.Trust, l.Service, l.Council, l.Amount)
	}
	for _, r := range p.Reached {
		say("%s keeps to %.3g of %s beds with a chance of at least %.3f (%.3f to %.3f); least on %s", r.Trust, p.Target, p.Basis, r.Least, r.Low, r.High, r.Binding)
	}
	if p.Bound != nil {
		say("effort %.1f; nothing that reaches the target takes less than %.1f", p.Effort, *p.Bound)
	}
	if !p.Feasible {
		say("no price in effort exists: the target is not reached with what may be done; the chances above are the nearest")
	}
	for i, s := range p.ShadowPrices {
		if i == 10 {
			say("and %d more that are used to the full; --json lists them", len(p.ShadowPrices)-i)
			break
		}
		saves := ""
		if s.Effort != nil {
			saves = fmt.Sprintf(" and save an effort of %.2f", *s.Effort)
		}
		say("one more %s of %s on %s would free %.2f beds%s; %d of %d %s are used", s.Service, cmp.Or(s.Council, s.Trust), cmp.Or(s.Date, "any day"), s.Beds, saves, s.Used, s.Most, s.Unit)
	}
	for _, n := range append(p.Notes, p.Assumed...) {
		say("note: %s", n)
	}
}

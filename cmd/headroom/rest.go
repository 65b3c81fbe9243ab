package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

func restCommand() *cobra.Command {
	c := &cobra.Command{Use: "rest", Short: "Judge duties by the rules of rest, and work out what rest is owed", Args: cobra.NoArgs,
		Long: "Reads duties, planned or worked, and prints for each person the breaches, the three ledgers of rest and when nobody may\n" +
			"book them. Each duty is judged by the rules that were in force when it began; a set with its version, as tcs2016@2016,\n" +
			"judges all of them by that one. The ledgers are never set against each other. Hours that are not known make the standing\n" +
			"not-shown-to-be-compliant. Needs no database."}
	var q app.RestQuery
	f := c.Flags()
	f.StringVar(&q.Duties, "duties", "", "a file of duties, CSV or XLSX: person, start, end; or person, date, start, end")
	f.StringVar(&q.Contracts, "contracts", "", "a file of contracts: person, terms, from")
	f.StringVar(&q.Rules, "rules", "", "by which rules: resident-2016, consultant, sas, agenda-for-change, or a set as wtr or tcs2016@2019; each contract's when left out")
	f.StringVar(&q.At, "at", "", "by when deadlines are counted; the end of each person's last duty when left out")
	f.StringVar(&q.Recovery, "recovery", "", "the first day of recovery: extra hours of the weeks before it are looked back over")
	f.BoolVar(&q.Strict, "strict", false, "compensatory rest counts in the very next rest alone")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		out, err := app.Rest(c.Context(), q)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c.OutOrStdout(), out)
		}
		printRest(c.OutOrStdout(), out)
		return nil
	}
	return c
}

// printRest writes a few lines for each person.
func printRest(w io.Writer, out app.RestJSON) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	for _, p := range out.People {
		say("%s\t%s", p.Person, strings.ReplaceAll(p.Standing, "-", " "))
		for _, u := range p.Unknown {
			say("\tnot known: %s", u)
		}
		for _, b := range p.Breaches {
			reserve := ""
			if !b.Certain {
				reserve = ", unconfirmed"
			}
			say("\t%s of %s\t%.4g, limit %.4g %s%s\tfrom %s to %s", b.Rule, b.Set, b.Observed, b.Limit, b.Unit, reserve, app.OnLondonsClocks(b.From), app.OnLondonsClocks(b.To))
		}
		for _, l := range p.Ledgers {
			if l.Owed > 0 {
				say("\t%s %s\towed %.4g h, taken %.4g, booked %.4g, paid %.4g, left %.4g", l.Ledger, l.Name, l.Owed, l.Taken, l.Booked, l.Paid, l.Left)
			}
			for _, x := range l.Lines {
				if x.Left > 0 {
					due := "no date is set"
					if x.Due != nil {
						due = "due " + app.OnLondonsClocks(*x.Due)
					}
					say("\t\t%s: %.4g h left, %s, %s, with the %s", x.Words, x.Left, due, strings.ReplaceAll(x.State, "-", " "), x.With)
				}
			}
		}
		for _, b := range p.Blocks {
			say("\tmay not be booked\tfrom %s to %s\t%s of %s: %s", app.OnLondonsClocks(b.From), app.OnLondonsClocks(b.To), b.Rule, b.Set, b.Words)
		}
	}
	if len(out.People) > 0 {
		say("times are those of London's clocks")
	}
	for _, n := range out.Notes {
		say("note: %s", n)
	}
}

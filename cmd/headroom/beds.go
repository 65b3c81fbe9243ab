package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

func bedsCommand() *cobra.Command {
	c := &cobra.Command{Use: "beds", Short: "Reckon the beds occupied, and how many more must leave", Args: cobra.NoArgs,
		Long: "Reads a hospital's week in whole numbers as JSON and prints, morning by morning, who comes in and leaves, the beds\n" +
			"occupied, and for each target the headroom and the extra discharges that reach it. There is no luck in it: it is the\n" +
			"arithmetic under every plan, to be checked by hand. Discharges of a week are spread over its days by the index given,\n" +
			"or as England's are. Needs no database.\n\n" +
			"The file: the first morning and how many days after it, beds occupied on it, usable beds, the shares that are not to\n" +
			"be passed, who comes in each day, and who leaves in a week.",
		Example: `  {"from": "2023-12-18", "days": 7, "occupied": 596, "open": 624, "targets": [0.92, 0.85],
   "admissions": [80, 80, 79, 78, 76, 64, 63], "discharges_a_week": 520}

  headroom beds --file week.json`}
	var q app.BedsQuery
	c.Flags().StringVar(&q.File, "file", "", "the file with the week; - is the standard input")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		q.Stdin = c.InOrStdin()
		out, err := app.Beds(q)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c.OutOrStdout(), out)
		}
		printBeds(c.OutOrStdout(), out)
		return nil
	}
	return c
}

// printBeds writes a line for each morning.
func printBeds(w io.Writer, out app.BedsJSON) {
	for _, m := range out.Mornings {
		_, _ = fmt.Fprintf(w, "%s\toccupied %d of %d, %.1f%%", m.Date, m.Occupied, out.Open, 100*m.Share)
		if m.Admissions != nil {
			_, _ = fmt.Fprintf(w, "\tin %d, out %d", *m.Admissions, *m.Discharges)
		}
		for _, t := range m.Targets {
			_, _ = fmt.Fprintf(w, "\tto %g%%: headroom %d, %d more discharges", 100*t.Target, t.Headroom, t.Extra)
		}
		_, _ = fmt.Fprintln(w)
	}
}

package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"headroom/internal/app"
	"headroom/internal/fault"
)

func spcCommand() *cobra.Command {
	c := &cobra.Command{Use: "spc --csv FILE [--rebase DATE…]", Short: "Chart a series by the rules of Making Data Count", Args: cobra.ArbitraryArgs,
		Long: "Reads one series and prints for each point its value, mean, process limits and what it tells, and the two icons, by the\n" +
			"rules of NHSRplotthedots 0.2.2. The first row of the file has headings. Dates are read as 2024-01-31, 31/01/2024 or\n" +
			"2024-01; a file without dates is one series in its order. Empty cells, -, NA and * are missing values, which are never\n" +
			"noughts. A file of many series is narrowed with --where. Needs no database and keeps nothing."}
	var q app.SPCQuery
	f := c.Flags()
	f.StringVar(&q.CSV, "csv", "", "the file, CSV or XLSX")
	f.StringVar(&q.Improve, "improve", "up", "which way is better: up, down or neutral")
	f.StringVar(&q.Target, "target", "", "the target, in the unit of the values")
	f.StringArrayVar(&q.Rebases, "rebase", nil, "new limits from this date of the series on; more dates may follow")
	f.StringVar(&q.Reason, "reason", "", "why it is rebased")
	f.StringVar(&q.By, "by", "", "who decided to rebase")
	f.BoolVar(&q.NoScreen, "no-screen", false, "outliers of the moving range stay in, as in NHS England's workbook")
	f.IntVar(&q.FixAfter, "fix-after", 0, "limits of the first so many points, 12 or more; all points when left out")
	f.StringArrayVar(&q.Exclude, "exclude", nil, "days drawn and named, and not in the limits: FROM..TO=NAME; may be repeated")
	f.BoolVar(&q.Weekday, "weekday", false, "take the weekly pattern out of a daily series")
	f.BoolVar(&q.Weekly, "weekly", false, "chart the means of whole weeks of a daily series")
	f.StringVar(&q.Date, "date", "", "the heading of the dates, where it is not clear")
	f.StringVar(&q.Value, "value", "", "the heading of the values, where it is not clear")
	f.StringArrayVar(&q.Where, "where", nil, "keep the rows of one series: COLUMN=TEXT; may be repeated")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 && len(q.Rebases) == 0 {
			return fault.New(fault.Invalid, "%q is not understood; a file is named with --csv, dates to rebase at with --rebase", args[0])
		}
		q.Rebases = append(q.Rebases, args...)
		out, err := app.SPC(c.Context(), q)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c.OutOrStdout(), out)
		}
		printSPC(c.OutOrStdout(), out)
		return nil
	}
	return c
}

// printSPC writes what the chart tells, and then its points in columns.
func printSPC(w io.Writer, out app.SPCJSON) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	write := spcNumber(out)
	say("%s of %s: %d points, %s", out.Value, out.File, len(out.Points), map[string]string{"up": "up is better", "down": "down is better", "neutral": "neither way is better"}[out.Improve])
	if v := out.Icons.Variation; v != nil {
		say("variation: %s", strings.ReplaceAll(*v, "_", " "))
	}
	if a := out.Icons.Assurance; a != nil {
		say("assurance: %s, target %s", strings.ReplaceAll(*a, "_", " "), write(out.Target))
	}
	for _, g := range out.Groups {
		line := fmt.Sprintf("limits from %s: mean %s, %s to %s, of %d points", spcWhen(g.From.String(), g.First), write(g.Mean), write(g.LPL), write(g.UPL), g.Counted)
		if g.Trial {
			line += ", on trial"
		}
		if g.Screened > 0 {
			line += "; " + counted(g.Screened, "moving range", "moving ranges") + " screened out"
		}
		if g.Reason != "" {
			line += fmt.Sprintf("; rebased: %s (%s)", g.Reason, g.By)
		}
		say("%s", line)
	}
	for _, x := range out.Warnings {
		say("warning: %s", x.Words)
	}
	rows := [][]string{{"date", "value", "mean", "lower", "upper", ""}}
	for _, p := range out.Points {
		rows = append(rows, []string{spcWhen(p.Date.String(), p.N), write(p.Value), write(p.Mean), write(p.LPL), write(p.UPL), spcTold(p)})
	}
	printColumns(w, rows)
}

// spcTold is what a point tells, empty for common cause.
func spcTold(p app.SPCPointJSON) string {
	switch {
	case p.State == "missing":
		return "missing"
	case p.State == "excluded":
		return "left out: " + p.Name
	case p.Type != nil && *p.Type != "common_cause":
		kind := strings.ReplaceAll(strings.TrimPrefix(*p.Type, "special_cause_"), "_", " ")
		return kind + ": " + p.Cause
	}
	return ""
}

// spcWhen is a date, or a point's number in a series without dates.
func spcWhen(date string, n int) string { return cmp.Or(date, "point "+strconv.Itoa(n)) }

// spcNumber writes numbers with as many places as the chart's variation deserves.
func spcNumber(out app.SPCJSON) func(*float64) string {
	places := 2
	for _, g := range out.Groups {
		if g.MovingRange != nil && *g.MovingRange > 0 {
			places = min(max(2-int(math.Floor(math.Log10(*g.MovingRange))), 0), 9)
		}
	}
	return func(f *float64) string {
		if f == nil {
			return "-"
		}
		return strconv.FormatFloat(*f, 'f', places, 64)
	}
}

// printColumns writes rows under each other, the first and last column to the left and figures to the right.
func printColumns(w io.Writer, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, s := range r {
			width[i] = max(width[i], utf8.RuneCountInString(s))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, s := range r {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(s))
			switch i {
			case 0:
				b.WriteString(s + pad)
			case len(r) - 1:
				b.WriteString("  " + s)
			default:
				b.WriteString("  " + pad + s)
			}
		}
		_, _ = fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

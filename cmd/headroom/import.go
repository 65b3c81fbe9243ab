package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"headroom/internal/app"
	"headroom/internal/fault"
)

func importCommand() *cobra.Command {
	c := &cobra.Command{Use: "import FILE…", Short: "Read published files into the database", Args: cobra.MinimumNArgs(1),
		Long: "Reads each file, whose format is recognised from its content, and stores what is new. Prints what was read, stored,\n" +
			"unchanged and refused and why, and where the file's own totals differ from ours. Ends non-zero if anything was refused."}
	where := database(c)
	asJSON := c.Flags().Bool("json", false, "print the results as JSON")
	published := c.Flags().String("published", "", "when the figures became known, where the file does not say")
	c.RunE = func(c *cobra.Command, files []string) error {
		known, err := app.ParseAsOf(*published)
		if err != nil {
			return err
		}
		return onApp(c.Context(), *where, func(a *app.App) error {
			return importAll(c, a, files, known, *asJSON)
		})
	}
	return c
}

func importAll(c *cobra.Command, a *app.App, files []string, known time.Time, asJSON bool) error {
	refused := 0
	results := []any{}
	for _, file := range files {
		res, err := a.ImportFile(c.Context(), file, known, progressOn(c.ErrOrStderr()))
		_, _ = fmt.Fprint(c.ErrOrStderr(), "\r"+strings.Repeat(" ", 60)+"\r")
		if err != nil {
			refused++
			results = append(results, map[string]any{"file": res.File, "error": err.Error(), "fields": fieldsOf(err)})
			if !asJSON {
				_, _ = fmt.Fprintf(c.OutOrStdout(), "%s: refused: %v\n", res.File, err)
			}
			continue
		}
		refused += len(res.Refusals)
		results = append(results, res)
		if asJSON {
			continue
		}
		w := c.OutOrStdout()
		if res.Held {
			_, _ = fmt.Fprintf(w, "%s: held already, nothing to do\n", res.File)
			continue
		}
		_, _ = fmt.Fprintf(w, "%s (%s): %d values read; returns: %d stored, %d unchanged, %d withdrawn, %d refused\n",
			res.File, res.Format, res.Read, res.Stored, res.Unchanged, res.Withdrawn, res.Refused)
		for _, n := range res.Notes {
			_, _ = fmt.Fprintln(w, "  note:", n)
		}
		for _, f := range res.Refusals {
			_, _ = fmt.Fprintf(w, "  refused: %s: %s\n", f.Place(), f.Message)
		}
		for _, d := range res.Differs {
			_, _ = fmt.Fprintf(w, "  differs: %s %s %s: published %v (%s %s), ours %v; no figure from %v\n",
				d.Org, d.Day, d.Measure, d.Theirs, d.Cell.Sheet, d.Cell.Ref, d.Ours, d.Missing)
		}
	}
	if asJSON {
		if err := printJSON(c.OutOrStdout(), results); err != nil {
			return err
		}
	}
	if refused > 0 {
		return fault.New(fault.Invalid, "%d refusals; everything else was stored", refused)
	}
	return nil
}

func fieldsOf(err error) []fault.Field {
	if f := fault.As(err); f != nil {
		return f.Fields
	}
	return nil
}

// progressOn shows how far a file has come on one line, at most ten times a second.
func progressOn(w io.Writer) func(done, total int, words string) {
	var last time.Time
	return func(done, total int, words string) {
		if now := time.Now(); now.Sub(last) > 100*time.Millisecond {
			last = now
			_, _ = fmt.Fprintf(w, "\r%d of %d %s ", done, total, words)
		}
	}
}

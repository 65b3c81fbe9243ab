package main

import (
	"fmt"
	"io"
	"path/filepath"
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
	queue := c.Flags().Bool("queue", false, "keep the files and leave the work to headroom serve or headroom work")
	published := c.Flags().String("published", "", "when the figures became known, where the file does not say")
	c.RunE = func(c *cobra.Command, files []string) error {
		known, err := app.ParseAsOf(*published)
		if err != nil {
			return err
		}
		return onApp(c.Context(), *where, func(a *app.App) error {
			if *queue {
				return queueAll(c, a, files, known, *asJSON)
			}
			return importAll(c, a, files, known, *asJSON)
		})
	}
	return c
}

func importAll(c *cobra.Command, a *app.App, files []string, known time.Time, asJSON bool) error {
	refused, whole := 0, 0
	results := []any{}
	for _, file := range files {
		show := progressOn(c.ErrOrStderr(), filepath.Base(file))
		res, err := a.ImportFile(c.Context(), file, known, show.tell)
		show.end()
		if c.Context().Err() != nil {
			return fault.Wrap(err, fault.Unavailable, "stopped; nothing of %s was stored, import it again", filepath.Base(file))
		}
		if err != nil {
			whole++
			results = append(results, map[string]any{"import": res.Import, "file": res.File, "error": err.Error(), "fields": fieldsOf(err)})
			if !asJSON {
				_, _ = fmt.Fprintf(c.OutOrStdout(), "%s: refused: %v\n", res.File, err)
			}
			continue
		}
		refused += len(res.Refusals)
		results = append(results, res)
		if !asJSON {
			printImport(c.OutOrStdout(), res)
		}
	}
	if asJSON {
		if err := printJSON(c.OutOrStdout(), results); err != nil {
			return err
		}
	}
	return refusedWords(whole, refused)
}

// queueAll keeps the files and puts their work in the queue.
func queueAll(c *cobra.Command, a *app.App, files []string, known time.Time, asJSON bool) error {
	results := []any{}
	bad := 0
	for _, file := range files {
		res, state, err := a.QueueFile(c.Context(), file, known)
		words, row := fmt.Sprintf("import %d: %s", res.Import, state), map[string]any{"import": res.Import, "file": res.File, "state": state}
		if err != nil {
			bad++
			words, row = fmt.Sprintf("refused: %v", err), map[string]any{"file": res.File, "error": err.Error(), "fields": fieldsOf(err)}
		}
		results = append(results, row)
		if !asJSON {
			_, _ = fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", res.File, words)
		}
	}
	if asJSON {
		if err := printJSON(c.OutOrStdout(), results); err != nil {
			return err
		}
	}
	return refusedWords(bad, 0)
}

// refusedWords is the fault that a call ends with which refused something; nil when it refused nothing.
func refusedWords(files, cells int) error {
	switch {
	case files > 0 && cells > 0:
		return fault.New(fault.Invalid, "%s refused, of which nothing was stored, and %s in others; everything else was stored", count(files, "file"), count(cells, "refusal"))
	case files > 0:
		return fault.New(fault.Invalid, "%s refused, of which nothing was stored", count(files, "file"))
	case cells > 0:
		return fault.New(fault.Invalid, "%s; everything else was stored", count(cells, "refusal"))
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// printImport says what became of one file.
func printImport(w io.Writer, res app.Imported) {
	if res.Held {
		earlier := ""
		if res.Earlier != 0 {
			earlier = fmt.Sprintf(" (import %d)", res.Earlier)
		}
		_, _ = fmt.Fprintf(w, "%s: held already%s, nothing to do\n", res.File, earlier)
		return
	}
	_, _ = fmt.Fprintf(w, "%s (%s), import %d: %d values read; returns: %d stored, %d unchanged, %d withdrawn, %d refused\n",
		res.File, res.Format, res.Import, res.Read, res.Stored, res.Unchanged, res.Withdrawn, res.Refused)
	for _, n := range res.Notes {
		_, _ = fmt.Fprintln(w, "  note:", n)
	}
	if len(res.NewOrgs) > 0 {
		_, _ = fmt.Fprintln(w, "  new organisations, provisional until somebody confirms them:", res.NewOrgs)
	}
	for _, f := range res.Refusals {
		_, _ = fmt.Fprintf(w, "  refused: %s: %s\n", f.Place(), f.Message)
	}
	for _, d := range res.Differs {
		without := ""
		if len(d.Missing) > 0 {
			without = fmt.Sprintf("; no figure from %v", d.Missing)
		}
		_, _ = fmt.Fprintf(w, "  differs: %s %s %s: published %s (%s), ours %s%s\n",
			d.Org, d.Day, d.Measure, app.Plain(d.Theirs), strings.TrimSpace(d.Cell.Sheet+" "+d.Cell.Ref), app.Plain(d.Ours), without)
	}
}

func fieldsOf(err error) []fault.Field {
	if f := fault.As(err); f != nil {
		return f.Fields
	}
	return nil
}

// progress shows how far a file has come on one line, which it overwrites at most ten times a second.
type progress struct {
	w    io.Writer
	file string
	last time.Time
	long int // the characters of the line that stands there
}

func progressOn(w io.Writer, file string) *progress { return &progress{w: w, file: file} }

// tell shows that so many of total are done; a total of 0 is unknown.
func (p *progress) tell(done, total int, words string) {
	now := time.Now()
	if now.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last = now
	line := fmt.Sprintf("%s: %d of %d %s", p.file, done, total, words)
	if total == 0 {
		line = fmt.Sprintf("%s: %d %s", p.file, done, words)
	}
	_, _ = fmt.Fprintf(p.w, "\r%-*s", p.long, line)
	p.long = max(p.long, len([]rune(line)))
}

// end wipes the line.
func (p *progress) end() {
	if p.long > 0 {
		_, _ = fmt.Fprint(p.w, "\r"+strings.Repeat(" ", p.long)+"\r")
	}
}

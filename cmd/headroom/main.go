// Command headroom helps England's health and care system prepare for, respond to, recover and learn from industrial
// action in winter. This file is the table of its subcommands; each stands in a file of its own.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"headroom/internal/app"
	"headroom/internal/fault"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main for tests: it gives the exit code.
func run(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := &cobra.Command{Use: "headroom", Short: "Returns, from a real workbook to England's picture", SilenceUsage: true, SilenceErrors: true}
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error { return fromEnvironment(c) }
	root.AddCommand(importCommand(), seriesCommand(), measuresCommand(), orgsCommand(), forecastCommand(), backtestCommand(), checkCommand(), serveCommand(), workCommand(), demoCommand(), accountCommand(), planCommand(), simulateCommand(), bedsCommand(), restCommand(),
		rescheduleCommand(), explainCommand(), recoveryCommand(), mitigationCommand(), harmCommand(), lfpseCommand(), spcCommand())
	const interrupted = 130 // as shells say it
	if err := root.ExecuteContext(ctx); err != nil {
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			_, _ = fmt.Fprintln(errs, "headroom: stopped before it was done")
			return interrupted
		}
		printError(errs, err)
		return 1
	}
	return 0
}

// printError writes what went wrong, each problem of several on a line of its own.
func printError(w io.Writer, err error) {
	f := fault.As(err)
	if f == nil || len(f.Fields) < 2 || f.Error() != err.Error() {
		_, _ = fmt.Fprintln(w, "headroom:", err)
		return
	}
	_, _ = fmt.Fprintf(w, "headroom: %s:\n", strings.TrimSuffix(f.Message, "."))
	for _, x := range f.Fields {
		words := x.Message
		if p := x.Place(); p != "" {
			words = p + ": " + words
		}
		_, _ = fmt.Fprintln(w, " ", words)
	}
}

// printJSON writes v indented, as every --json does.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// onApp opens Headroom on the database where for the length of f.
func onApp(ctx context.Context, where string, f func(*app.App) error) error {
	a, err := app.Open(ctx, where)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	return f(a)
}

// onHeld is onApp for commands that only read: a database that is not there is not made.
func onHeld(ctx context.Context, where string, f func(*app.App) error) error {
	a, err := app.OpenHeld(ctx, where)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	return f(a)
}

// database adds the --db flag, which most subcommands need.
func database(c *cobra.Command) *string {
	where := c.Flags().String("db", "", "the database: a file, or a postgres:// address")
	setting(c, "db")
	return where
}

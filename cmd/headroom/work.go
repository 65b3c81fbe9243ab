package main

import (
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

// usualWorkers is how many jobs a process works at the same time when nobody says otherwise.
const usualWorkers = 4

func workCommand() *cobra.Command {
	c := &cobra.Command{Use: "work", Short: "Work the queue of background jobs, and serve nothing", Args: cobra.NoArgs,
		Long: "Works background jobs, as imports, until it is told to stop; then running jobs come to a step's end and go on elsewhere.\n" +
			"headroom serve does the same beside its pages. On PostgreSQL any number of processes share the jobs; an SQLite file suits\n" +
			"the processes of one machine."}
	where := database(c)
	workers := workersFlag(c, "jobs worked at the same time")
	keys := keysFlag(c)
	service := serviceFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onApp(c.Context(), *where, func(a *app.App) error {
			a.UseKeys(*keys)
			if err := a.UseService(*service); err != nil {
				return err
			}
			_, _ = fmt.Fprintf(c.OutOrStdout(), "working with %d workers\n", *workers)
			return a.Work(c.Context(), *workers, slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil)))
		})
	}
	return c
}

func workersFlag(c *cobra.Command, words string) *int {
	n := c.Flags().Int("workers", usualWorkers, words)
	setting(c, "workers")
	return n
}

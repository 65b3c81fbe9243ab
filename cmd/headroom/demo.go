package main

import (
	"log/slog"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

func demoCommand() *cobra.Command {
	var cfg app.DemoConfig
	c := &cobra.Command{Use: "demo", Short: "Serve a synthetic England to try everything on", Args: cobra.NoArgs,
		Long: "Makes a synthetic England (organisations, people and three winters of daily returns, all invented) on its first start,\n" +
			"keeps it in a folder, and serves it with a clock of its own, which begins on 21 December 2025 at 08:30 and can be moved\n" +
			"forward. One click signs in as any role. It never runs on a database that it did not make."}
	f := c.Flags()
	f.StringVar(&cfg.Dir, "dir", ".demo", "the folder that keeps it")
	f.StringVar(&cfg.Where, "db", "", "a postgres:// address instead of a folder")
	f.StringVar(&cfg.Listen, "listen", "127.0.0.1:8080", "the address to listen on")
	f.BoolVar(&cfg.Reset, "reset", false, "make it anew")
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg.Out, cfg.Log = c.OutOrStdout(), slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
		return app.RunDemo(c.Context(), cfg)
	}
	return c
}

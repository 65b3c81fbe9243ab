package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

func serveCommand() *cobra.Command {
	c := &cobra.Command{Use: "serve", Short: "Serve the pages", Args: cobra.NoArgs}
	where := database(c)
	listen := c.Flags().String("listen", "127.0.0.1:8080", "the address to listen on")
	https := c.Flags().Bool("https", false, "people reach it over https, through a proxy that ends TLS")
	workers := workersFlag(c, "jobs worked at the same time in this process; 0 leaves them to headroom work")
	keys := keysFlag(c)
	service := serviceFlags(c)
	setting(c, "listen", "https")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onApp(c.Context(), *where, func(a *app.App) error {
			log := slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
			a.UseKeys(*keys)
			if err := a.UseService(*service); err != nil {
				return err
			}
			return a.WithWorkers(c.Context(), *workers, log, func(ctx context.Context) error {
				_, _ = fmt.Fprintf(c.OutOrStdout(), "serving on http://%s\n", *listen)
				return a.Serve(ctx, *listen, *https, log)
			})
		})
	}
	return c
}

// keysFlag adds the --keys flag.
func keysFlag(c *cobra.Command) *string {
	keys := c.Flags().String("keys", "", "the file of keys by which who patients are is sealed, made when it is not there; beside a database that is a file when not given")
	setting(c, "keys")
	return keys
}

func accountCommand() *cobra.Command {
	c := &cobra.Command{Use: "account", Short: "Manage accounts from the machine itself"}
	add := &cobra.Command{Use: "add EMAIL NAME", Short: "Add an account and print its one-time password", Args: cobra.ExactArgs(2)}
	where := database(add)
	role := add.Flags().String("role", "administrator", "the role it holds")
	at := add.Flags().String("at", "ENG", "the organisation at which it holds the role")
	reason := add.Flags().String("reason", "first account", "why, for the audit log")
	add.RunE = func(c *cobra.Command, args []string) error {
		return onApp(c.Context(), *where, func(a *app.App) error {
			password, err := a.AddAccount(c.Context(), args[0], args[1], *role, *at, *reason)
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(c.OutOrStdout(), "one-time password, to be changed at the first sign-in: %s\n", password)
			return nil
		})
	}
	c.AddCommand(add)
	return c
}

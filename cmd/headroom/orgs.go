package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"headroom/internal/app"
	"headroom/internal/fault"
)

func orgsCommand() *cobra.Command {
	c := &cobra.Command{Use: "orgs", Short: "List the organisations on a day, and load registers of them", Args: cobra.NoArgs}
	where := database(c)
	var q app.OrgQuery
	f := c.Flags()
	f.StringVar(&q.At, "at", "", "the day, YYYY-MM-DD; today when left out")
	f.StringVar(&q.AsOf, "as-of", "", "what was known at this instant")
	f.StringVar(&q.Kind, "kind", "", "only this kind: trust, icb, council …")
	f.StringVar(&q.Tree, "tree", "", "only this tree, from the top downwards: nhs or adass")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onHeld(c.Context(), *where, func(a *app.App) error {
			list, err := a.Organisations(c.Context(), q)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), list)
			}
			for _, o := range list {
				under := o.Parent
				if q.Tree == "adass" || under == "" {
					under = o.ADASSParent
				}
				if o.Unsure {
					under += " (place unconfirmed)"
				}
				_, _ = fmt.Fprintf(c.OutOrStdout(), "%s\t%s\t%s\t%s\n", o.Code, o.Kind, under, o.Name)
			}
			return nil
		})
	}
	c.AddCommand(orgsImportCommand(), orgsChangesCommand(), orgsAcceptCommand())
	return c
}

// printSet writes a change set for people.
func printSet(c *cobra.Command, s app.ChangeSetJSON) {
	_, _ = fmt.Fprintf(c.OutOrStdout(), "change set %d: %s: %d of %d lines to decide", s.ID, s.Title, s.Pending, s.Lines)
	if s.Moved > 0 {
		_, _ = fmt.Fprintf(c.OutOrStdout(), ", %d to be looked at again", s.Moved)
	}
	_, _ = fmt.Fprintln(c.OutOrStdout())
	for _, n := range s.Notes {
		_, _ = fmt.Fprintln(c.OutOrStdout(), "  note:", n)
	}
}

func orgsImportCommand() *cobra.Command {
	c := &cobra.Command{Use: "import FILE", Short: "Propose what an organisation file says and the record does not", Args: cobra.ExactArgs(1),
		Long: "Reads ODS etr.csv, an ORD record as JSON, or a lookup table, and makes a change set of what differs from the record.\n" +
			"Nothing changes until somebody accepts it, on its page or with headroom orgs accept."}
	where := database(c)
	at := c.Flags().String("at", "", "the day the file speaks of, YYYY-MM-DD, where the file does not say")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, files []string) error {
		return onApp(c.Context(), *where, func(a *app.App) error {
			s, err := a.ImportOrganisations(c.Context(), files[0], *at)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), s)
			}
			printSet(c, s)
			return nil
		})
	}
	return c
}

func orgsChangesCommand() *cobra.Command {
	c := &cobra.Command{Use: "changes", Short: "List the change sets that wait to be decided", Args: cobra.NoArgs}
	where := database(c)
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onApp(c.Context(), *where, func(a *app.App) error {
			list, err := a.PendingChanges(c.Context())
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), list)
			}
			for _, s := range list {
				printSet(c, s)
			}
			return nil
		})
	}
	return c
}

func orgsAcceptCommand() *cobra.Command {
	c := &cobra.Command{Use: "accept SET", Short: "Accept a change set, or lines of it", Args: cobra.ExactArgs(1),
		Long: "Accepts every line of the change set that waits, or those named. This is the national lead's act, done on the machine\n" +
			"itself: the audit log names it as the command's, with the reason. All lines are applied or none."}
	where := database(c)
	reason := c.Flags().String("reason", "", "why, for the audit log")
	lines := c.Flags().IntSlice("line", nil, "only these lines")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		id, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil {
			return fault.New(fault.Invalid, "%q is not the number of a change set; headroom orgs changes lists them", args[0])
		}
		if *reason == "" {
			return fault.New(fault.Invalid, "say why with --reason; it is kept in the audit log")
		}
		return onApp(c.Context(), *where, func(a *app.App) error {
			s, err := a.AcceptChanges(c.Context(), id, *reason, *lines...)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c.OutOrStdout(), s)
			}
			printSet(c, s)
			return nil
		})
	}
	return c
}

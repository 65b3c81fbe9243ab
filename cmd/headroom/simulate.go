package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"headroom/internal/app"
)

func simulateCommand() *cobra.Command {
	c := &cobra.Command{Use: "simulate", Short: "Play a model of beds and onward care many times", Args: cobra.NoArgs,
		Long: "Reads a model as JSON, plays it as many times as asked and prints, for each site and day, how many are there: the mean\n" +
			"and the quantiles, the chances of being over 92%, 95% and 100% of the room, and who waits for which supplier. The same\n" +
			"model, seed and number of replicates give the same digest on every machine, whatever the number of workers.\n" +
			"Needs no database.",
		Example: `  headroom simulate --model two-days.json --reps 5000

  two-days.json, a hospital with one council that begins care for its people; lists have one number for each day, and the
  streams are pathways 1, 2 and 3:
  {"days": 2,
   "sites": [{"key": 1, "name": "a hospital", "arrivals": [20, 19], "ready": 4, "ready_hazard": 0.75,
              "stages": [{"hazard": 0.4, "mix": 0.7, "complex": 0.05, "split": [0.6, 0.25, 0.15], "now": 30},
                         {"hazard": 0.1, "mix": 0.3, "complex": 0.4, "split": [0.6, 0.25, 0.15], "now": 70}],
              "hub_hazard": [0.7, 0.6, 0.5],
              "links": [{"supplier": 0, "share": [1, 1, 1], "process": [0, 0, 0], "waiting": [6, 3, 2]}],
              "room": {"core": [110, 110]}}],
   "suppliers": [{"key": 9, "name": "a council", "starts": [[3, 1, 1], [4, 1, 1]], "places": [0, 0, 0],
                  "held": [0, 0, 0], "free_hazard": [0, 0, 0]}]}`}
	var q app.SimulateQuery
	f := c.Flags()
	f.StringVar(&q.Model, "model", "", "the model's file; - is the standard input")
	f.IntVar(&q.Replicates, "reps", 1000, "how many times it is played")
	f.Uint64Var(&q.Seed, "seed", 1, "which luck")
	f.IntVar(&q.Workers, "workers", 0, "how many replicates are played at the same time; 0 is as many as the machine has processors")
	asJSON := f.Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		q.Stdin = c.InOrStdin()
		out, err := app.Simulate(c.Context(), q, terminalProgress(c.ErrOrStderr(), "playing"))
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c.OutOrStdout(), out)
		}
		printPlayed(c.OutOrStdout(), out)
		return nil
	}
	return c
}

// printPlayed writes a line for each site and day.
func printPlayed(w io.Writer, out app.SimulateJSON) {
	for _, s := range out.Sites {
		for _, d := range s.Days {
			over := "no room is stated"
			if d.Over95 != nil {
				over = fmt.Sprintf("%.1f%% over 95%% of %.1f", *d.Over95*100, *d.Room)
			}
			_, _ = fmt.Fprintf(w, "%s\tday %d\tmean %.1f\t%.1f to %.1f in 8 of 10\t%s\n", s.Name, d.Day, d.Occupied.Mean, d.Occupied.Q10, d.Occupied.Q90, over)
		}
	}
	_, _ = fmt.Fprintf(w, "%d replicates, seed %d, digest %s\n", out.Replicates, out.Seed, out.Digest)
}

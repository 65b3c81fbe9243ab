package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"headroom/internal/fault"
)

// environment is the annotation that holds a flag's environment variable.
const environment = "environment"

// setting lets flags of c be set by environment variables too, which their help then names: --listen by HEADROOM_LISTEN.
// The flag wins. It is for what belongs to an installation, not for what one call asks.
func setting(c *cobra.Command, flags ...string) {
	for _, name := range flags {
		f := c.Flags().Lookup(name)
		v := "HEADROOM_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		f.Usage += " [" + v + "]"
		f.Annotations = map[string][]string{environment: {v}}
	}
}

// fromEnvironment sets the flags that were not given and whose variable is not empty.
func fromEnvironment(c *cobra.Command) (err error) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		names := f.Annotations[environment]
		if err != nil || f.Changed || len(names) == 0 {
			return
		}
		value := os.Getenv(names[0])
		if value == "" {
			return
		}
		if e := c.Flags().Set(f.Name, value); e != nil {
			err = fault.Wrap(e, fault.Invalid, "%s cannot be %q: %v", names[0], value, e)
		}
	})
	return err
}

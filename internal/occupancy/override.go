package occupancy

import (
	"strings"
	"time"

	"headroom/internal/fault"
	"headroom/internal/org"
)

// Override is an effect that somebody set by hand in an organisation, with the reason (R13). Setting it again adds a
// version; Gone gives it up.
type Override struct {
	Org org.Code
	Setting
	N        int  // version, from 1
	Gone     bool // from here on the learnt effect holds again
	By       string
	Recorded time.Time
}

// mostReason is how long a reason may be, in bytes.
const mostReason = 500

// CheckOverride returns the override cleaned, or everything that is wrong with it.
func CheckOverride(o Override) (Override, error) {
	o.Reason = strings.TrimSpace(o.Reason)
	if o.Gone {
		o.Value, o.SE = 0, 0
	}
	err := CheckSettings([]Setting{o.Setting})
	var l fault.List
	for _, p := range fieldsOf(err) { // of the one setting, without its place in the list
		if _, name, ok := strings.Cut(p.Name, "."); ok {
			p.Name = name
		}
		l = append(l, p)
	}
	if len(o.Reason) > mostReason {
		l.Add("reason", "", "Keep the reason to %d characters", mostReason)
	}
	return o, l.Err("The effect cannot be set as it stands")
}

func fieldsOf(err error) []fault.Field {
	if f := fault.As(err); f != nil {
		return f.Fields
	}
	return nil
}

// InForce is the newest version of each effect set by hand that is not given up. list is in the order of versions.
func InForce(list []Override) []Setting {
	type key struct {
		code string
		of   Kind
	}
	newest := map[key]Override{}
	var order []key
	for _, o := range list {
		k := key{o.Code, o.Of}
		if _, ok := newest[k]; !ok {
			order = append(order, k)
		}
		newest[k] = o
	}
	var out []Setting
	for _, k := range order {
		if o := newest[k]; !o.Gone {
			out = append(out, o.Setting)
		}
	}
	return out
}

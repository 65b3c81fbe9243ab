package recovery

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"headroom/internal/fault"
)

// ReadPolicy reads an operator's policy on top of the default one. The text is of lines `name = value` in the form of
// TOML: name and equality at the top, then the tables [weights] and [overrun]. What is not said stays as it is; what is not
// known is a problem. file is for messages.
func ReadPolicy(file string, r io.Reader) (Policy, error) {
	p := DefaultPolicy()
	p.Name = file
	var l fault.List
	table := ""
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		bad := func(format string, args ...any) {
			l.Add("config", "policy", format, args...)
			l[len(l)-1].File, l[len(l)-1].Cell = file, "line "+strconv.Itoa(n)
		}
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			table = strings.Trim(bare(line), "[] ")
			if table != "weights" && table != "overrun" {
				bad("there is no table [%s]; the tables are [weights] and [overrun]", table)
			}
		default:
			key, value, ok := strings.Cut(line, "=")
			if !ok {
				bad("%q is not of the form name = value", line)
				continue
			}
			if why := p.set(table, strings.Trim(strings.TrimSpace(key), `"`), bare(strings.TrimSpace(value))); why != "" {
				bad("%s", why)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return Policy{}, fault.Wrap(err, fault.Invalid, "the policy %s cannot be read as text", file)
	}
	l = append(l, p.Check()...)
	return p, l.Err("The policy %s is not used", file)
}

// bare is a value without the remark after it.
func bare(value string) string {
	if strings.HasPrefix(value, `"`) {
		if end := strings.Index(value[1:], `"`); end >= 0 {
			return value[:end+2]
		}
		return value
	}
	value, _, _ = strings.Cut(value, "#")
	return strings.TrimSpace(value)
}

// set puts one value in its place and tells why it cannot; "" when it can.
func (p *Policy) set(table, key, value string) string {
	if table == "" {
		switch key {
		case "name":
			name, err := strconv.Unquote(value)
			if err != nil {
				return "the name stands in quotes, as name = \"winter\""
			}
			p.Name = name
		case "equality":
			on, err := strconv.ParseBool(value)
			if err != nil {
				return "equality is true or false"
			}
			p.Equality = on
		default:
			return "there is no setting " + key + " before the first table; name and equality stand there, weights under [weights]"
		}
		return ""
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(value, "_", ""), 64)
	if err != nil {
		return key + " is " + value + "; give a number"
	}
	switch {
	case table == "overrun" && key == "grace":
		p.Overrun.Grace = v
	case table == "overrun" && key == "risk":
		p.Overrun.Risk = v
	case table == "weights":
		p.Weights[key] = v
	default:
		return "the table [overrun] holds grace and risk, not " + key
	}
	return ""
}

package recovery

import (
	"io"
	"strconv"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/sheet"
)

// text is a text cell.
func text[T ~string](s T) sheet.Cell { return sheet.TextCell(string(s)) }

// listed is a list with semicolons between.
func listed[T ~string](all []T) sheet.Cell {
	parts := make([]string, len(all))
	for i, s := range all {
		parts[i] = string(s)
	}
	return sheet.TextCell(strings.Join(parts, "; "))
}

// figure is a number, blank for 0, which in these columns is "not recorded" or "none".
func figure(f float64) sheet.Cell {
	if f == 0 {
		return sheet.Cell{}
	}
	return sheet.NumberCell(f)
}

// yes is a yes, blank otherwise.
func yes(b bool) sheet.Cell {
	if b {
		return sheet.TextCell("yes")
	}
	return sheet.Cell{}
}

// chances are the uses of a bed by night.
func chances(use []float64) sheet.Cell {
	parts := make([]string, len(use))
	for i, u := range use {
		parts[i] = strconv.FormatFloat(u, 'f', -1, 64)
	}
	return sheet.TextCell(strings.Join(parts, "; "))
}

// stretches are stretches of days, both ends inclusive.
func stretches(all []civil.Range) sheet.Cell {
	parts := make([]string, len(all))
	for i, r := range all {
		parts[i] = r.From.String() + ".." + r.To.Add(-1).String()
	}
	return sheet.TextCell(strings.Join(parts, "; "))
}

// patientField is one column of a written file of patients; its name is the one that readers know.
type patientField struct {
	name FileField
	cell func(*Patient) sheet.Cell
}

// patientFields are those that WritePatients writes, as ReadPatients reads them.
func patientFields() []patientField {
	return append([]patientField{
		{"pathway", func(p *Patient) sheet.Cell { return text(p.Pathway) }},
		{"trust", func(p *Patient) sheet.Cell { return text(p.Trust) }},
		{"site", func(p *Patient) sheet.Cell { return text(p.Site) }},
		{"specialty", func(p *Patient) sheet.Cell { return text(p.Specialty) }},
		{"procedure", func(p *Patient) sheet.Cell { return text(p.Procedure) }},
		{"priority", func(p *Patient) sheet.Cell { return text(p.Priority) }},
		{"priority_date", func(p *Patient) sheet.Cell { return sheet.DateCell(p.Prioritised) }},
		{"priority_history", func(p *Patient) sheet.Cell {
			parts := make([]string, len(p.Priorities))
			for i, h := range p.Priorities {
				parts[i] = string(h.Priority) + " " + h.On.String()
			}
			return listed(parts)
		}},
		{"diagnostic", func(p *Patient) sheet.Cell { return text(p.Diagnostic) }},
		{"diagnostic_date", func(p *Patient) sheet.Cell { return sheet.DateCell(p.DiagnosticOn) }},
		{"clock_start", func(p *Patient) sheet.Cell { return sheet.DateCell(p.Clock) }},
		{"status", func(p *Patient) sheet.Cell { return text(p.Status) }},
		{"clock_stopped", func(p *Patient) sheet.Cell { return sheet.DateCell(p.Stopped) }},
		{"treated", func(p *Patient) sheet.Cell { return sheet.DateCell(p.Treated) }},
		{"validated", func(p *Patient) sheet.Cell { return text(p.Validated) }},
		{"postponements", func(p *Patient) sheet.Cell {
			parts := make([]string, len(p.Postponed))
			for i, q := range p.Postponed {
				parts[i] = q.String()
			}
			return listed(parts)
		}},
	}, patientNeeds()...)
}

// patientNeeds are the columns of cancer, of what is needed and of what was decided.
func patientNeeds() []patientField {
	cancer := func(f func(*Cancer) sheet.Cell) func(*Patient) sheet.Cell {
		return func(p *Patient) sheet.Cell {
			if p.Cancer == nil {
				return sheet.Cell{}
			}
			return f(p.Cancer)
		}
	}
	return []patientField{
		{"cancer_referred", cancer(func(c *Cancer) sheet.Cell { return sheet.DateCell(c.Referred) })},
		{"cancer_upgraded", cancer(func(c *Cancer) sheet.Cell { return sheet.DateCell(c.Upgraded) })},
		{"cancer_informed", cancer(func(c *Cancer) sheet.Cell { return sheet.DateCell(c.Informed) })},
		{"cancer_ruled_out", cancer(func(c *Cancer) sheet.Cell { return text(c.RuledOut) })},
		{"cancer_decision_to_treat", cancer(func(c *Cancer) sheet.Cell { return sheet.DateCell(c.DecisionToTreat) })},
		{"cancer_adjustment", cancer(func(c *Cancer) sheet.Cell { return figure(float64(c.Adjustment)) })},
		{"cancer_adjustment_reason", cancer(func(c *Cancer) sheet.Cell { return text(c.Adjusted) })},
		{"cancer_fast", cancer(func(c *Cancer) sheet.Cell { return text(c.Fast) })},
		{"minutes", func(p *Patient) sheet.Cell { return figure(p.Minutes) }},
		{"spread", func(p *Patient) sheet.Cell { return figure(p.Spread) }},
		{"skill", func(p *Patient) sheet.Cell { return text(p.Skill) }},
		{"surgeon", func(p *Patient) sheet.Cell { return text(p.Surgeon) }},
		{"anaesthetic", func(p *Patient) sheet.Cell { return yes(p.Anaesthetic) }},
		{"equipment", func(p *Patient) sheet.Cell { return listed(p.Equipment) }},
		{"nights", func(p *Patient) sheet.Cell { return chances(p.Nights) }},
		{"high_nights", func(p *Patient) sheet.Cell { return chances(p.HighNights) }},
		{"scope", func(p *Patient) sheet.Cell { return text(p.Scope) }},
		{"ready", func(p *Patient) sheet.Cell { return sheet.DateCell(p.Ready) }},
		{"away", func(p *Patient) sheet.Cell { return stretches(p.Away) }},
		{"notice", func(p *Patient) sheet.Cell { return figure(float64(p.Notice)) }},
		{"pinned", func(p *Patient) sheet.Cell { return text(p.Pinned) }},
		{"forbidden", func(p *Patient) sheet.Cell { return listed(p.Forbidden) }},
		{"hold", func(p *Patient) sheet.Cell { return yes(p.OnHold) }},
		{"deprivation", func(p *Patient) sheet.Cell { return figure(float64(p.Deprivation)) }},
		{"ethnicity", func(p *Patient) sheet.Cell { return text(p.Ethnicity) }},
		{"learning_disability", func(p *Patient) sheet.Cell { return text(p.LearningDisability) }},
	}
}

// WritePatients writes a file of patients that ReadPatients reads as the same people, without the sessions that they hold:
// those are WriteBooked's.
func WritePatients(w io.Writer, patients []Patient) error {
	fields := patientFields()
	heads, cells := make([]string, len(fields)), make([]sheet.Cell, len(fields))
	for i, f := range fields {
		heads[i] = string(f.name)
	}
	out := sheet.NewWriter(w)
	if err := out.Header(heads...); err != nil {
		return err
	}
	for i := range patients {
		for j, f := range fields {
			cells[j] = f.cell(&patients[i])
		}
		if err := out.Row(cells...); err != nil {
			return err
		}
	}
	return out.Flush()
}

// WriteSessions writes a file of sessions that ReadSessions reads as the same lists.
func WriteSessions(w io.Writer, sessions []Session) error {
	out := sheet.NewWriter(w)
	if err := out.Header("session", "trust", "site", "date", "half", "start", "specialty", "minutes", "team", "skills", "anaesthetist", "high_care", "equipment", "closed"); err != nil {
		return err
	}
	for i := range sessions {
		s := &sessions[i]
		start := sheet.Cell{}
		if s.Start != 0 {
			start = sheet.TextCell(s.Start.String())
		}
		if err := out.Row(text(s.ID), text(s.Trust), text(s.Site), sheet.DateCell(s.Date), text(s.Half), start, text(s.Specialty), figure(s.Minutes),
			text(s.Team), listed(s.Skills), yes(s.Anaesthetist), yes(s.HighCare), listed(s.Equipment), text(s.Closed)); err != nil {
			return err
		}
	}
	return out.Flush()
}

// WriteLimits writes a file of limits that ReadLimits reads as the same.
func WriteLimits(w io.Writer, limits []Limit) error {
	out := sheet.NewWriter(w)
	if err := out.Header("kind", "site", "date", "name", "most"); err != nil {
		return err
	}
	for _, l := range limits {
		if err := out.Row(text(l.Kind), text(l.Site), sheet.DateCell(l.Date), text(l.Name), sheet.NumberCell(l.Most)); err != nil {
			return err
		}
	}
	return out.Flush()
}

// WriteBooked writes the sessions that patients hold, as ReadBooked reads them.
func WriteBooked(w io.Writer, patients []Patient) error {
	out := sheet.NewWriter(w)
	if err := out.Header("pathway", "session", "firm"); err != nil {
		return err
	}
	for i := range patients {
		if p := &patients[i]; p.Booked != "" {
			if err := out.Row(text(p.Pathway), text(p.Booked), yes(p.Firm)); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

package dischargeweb

import (
	"cmp"
	"fmt"
	"net/http"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/measure"
	"headroom/internal/sheet"
	"headroom/internal/web"
)

// briefCSV is every number of the brief in a row of its own; lists are whole.
func (m room) briefCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.briefRead(r, 10_000)
	if err != nil {
		return err
	}
	return r.SheetCSV(w, briefSheet(v))
}

// briefRow adds one number to the file.
type briefRow func(part, of, name string, day civil.Date, f discharge.Figure, unit string)

func briefSheet(v briefView) web.Sheet {
	b := v.b
	s := web.Sheet{Name: string(v.on) + "-brief-" + b.On.String(), Head: []string{"part", "of", "name", "day", "value", "unit", "returns_in", "returns_due", "as_at", "source"}}
	var add briefRow = func(part, of, name string, day civil.Date, f discharge.Figure, unit string) {
		value := sheet.Cell{}
		if f.Value.State == measure.Number {
			value = sheet.NumberCell(f.Value.N)
		} else if !f.Value.IsMissing() {
			value = sheet.TextCell(f.Value.String())
		}
		s.Rows = append(s.Rows, []sheet.Cell{sheet.TextCell(part), sheet.TextCell(of), sheet.TextCell(name), sheet.DateCell(day), value, sheet.TextCell(unit), sheet.NumberCell(float64(f.In)), sheet.NumberCell(float64(f.Due)), stamp(f.AsAt), sheet.TextCell(f.Source)})
	}
	bedLine := func(l discharge.BedLine) {
		for _, x := range []struct {
			name string
			v    measure.Value
		}{{"occupied", l.Occupied}, {"usable", l.Usable}, {"core", l.Core}, {"headroom", l.Headroom}, {"headroom_core", l.CoreHeadroom}} {
			add("beds", string(l.Org), x.name, l.Day, discharge.Figure{Value: x.v, In: l.In, Due: l.Due}, "beds")
		}
	}
	bedLine(b.All)
	for _, l := range b.Beds.Shown {
		bedLine(l)
	}
	for _, o := range b.Odds.Shown {
		forecast := discharge.Figure{Value: measure.Gap(), Source: "no forecast"}
		if o.Forecast != "" {
			forecast = discharge.Figure{Value: measure.Of(o.Within), Source: "forecast " + o.Forecast + ", of all open beds, without a plan"}
		}
		add("chance", string(o.Org), "keeps_to_target_no_plan", o.Morning, forecast, "share")
		for _, p := range o.Plans {
			add("chance", string(o.Org), "keeps_to_target_plan_done", o.Morning, discharge.Figure{Value: measure.Of(p.Within), Source: fmt.Sprintf("plan %s version %d, %s of %s at %s, all of it done, as certified", p.Plan, p.Version, share(p.Share), basisWords(p.Basis), cmp.Or(p.Trust, "its least trust"))}, "share")
		}
	}
	planRows(v, add)
	withheld := func(f discharge.Figure) discharge.Figure {
		if n := f.Value; n.State == measure.Number && n.N > 0 && n.N < discharge.SmallNumber {
			f.Value, f.Source = measure.Gap(), f.Source+"; withheld: "+peopleWords(int(n.N), false)
		}
		return f
	}
	for _, c := range b.Remaining.Shown {
		add("remaining", c.Of, "by pathway", b.On, withheld(c.Count), "people")
	}
	for _, c := range b.ByCouncil.Shown {
		add("remaining", c.Of, "by council", b.On, withheld(c.Count), "people")
	}
	for _, x := range []struct {
		name, unit string
		f          discharge.Figure
	}{{"discharged_yesterday", "people", b.Discharged}, {"expected_yesterday", "people", b.Expected}, {"ambulance_hours_lost", "hours", b.HoursLost}, {"flu", "beds", b.Flu}, {"closed_dv", "beds", b.Norovirus}, {"covid", "beds", b.Covid}, {"absent", "people", b.Absences}} {
		add("figure", string(v.on), x.name, b.On, x.f, x.unit)
	}
	return s
}

// planRows are yesterday's plan, in all and by who has a line of the brief, and the live plans that stand side by side.
func planRows(v briefView, add briefRow) {
	tally := func(part, of, name string, k discharge.GapSum) {
		done := discharge.Figure{Value: measure.Gap(), In: k.Reported, Due: k.Lines, Source: "plans' lines"}
		agreed := discharge.Figure{Value: measure.Of(inUnits(k.What, k.Agreed)), In: k.Lines, Due: k.Lines, Source: "plans' lines"}
		if k.Reported > 0 {
			done.Value = measure.Of(inUnits(k.What, k.Delivered))
		}
		unit := map[discharge.Tally]string{discharge.HubDays: "working days", discharge.BedsOpened: "beds"}[k.What]
		add(part, of, "agreed"+name, v.b.Yesterday.Day, agreed, cmp.Or(unit, "people"))
		add(part, of, "done"+name, v.b.Yesterday.Day, done, cmp.Or(unit, "people"))
	}
	for _, k := range v.b.Yesterday.Kinds {
		tally("plan", kindWords(k), "", k)
	}
	for _, k := range v.b.Parts.Shown {
		tally("plan by organisation", cmp.Or(k.Of, "others"), ": "+string(k.What), k)
	}
	for _, o := range v.b.Beside {
		for _, t := range o.Trusts {
			add("plans side by side", string(t), o.Plans[0].Plan+" and "+o.Plans[1].Plan, o.From, discharge.Figure{Value: measure.Of(float64(o.To.Sub(o.From) + 1)), Source: o.Words(v.pic.Name)}, "days")
		}
	}
}

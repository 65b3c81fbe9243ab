package actionweb

import (
	"iter"
	"net/http"
	"strings"
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/web"
)

// told is a period with what is derived from it, as JSON.
type told struct {
	action.Period
	Status     action.Status `json:"status"`
	Phase      action.Phase  `json:"phase"`
	From       time.Time     `json:"from"`
	To         time.Time     `json:"to"`
	StrikeDays []civil.Date  `json:"strike_days"`
}

func (m room) tell(p action.Period, now time.Time) told {
	from, to := p.Bounds()
	return told{Period: p, Status: p.Status(now), Phase: p.Phase(now, m.rules.Policy), From: from, To: to, StrikeDays: p.StrikeDays()}
}

func (m room) apiList(w http.ResponseWriter, r *web.Request) error {
	all, err := m.store.List(r.Context(), r.AsOf)
	if err != nil {
		return err
	}
	out := make([]told, 0, len(all))
	for _, p := range all {
		out = append(out, m.tell(p, r.AsOf))
	}
	return r.JSON(w, http.StatusOK, map[string]any{"periods": out})
}

func (m room) apiShow(w http.ResponseWriter, r *web.Request) error {
	history, err := m.store.History(r.Context(), code(r), r.AsOf)
	if err != nil {
		return err
	}
	return r.JSON(w, http.StatusOK, m.tell(history[len(history)-1].AsOf(r.AsOf), r.AsOf))
}

func (m room) figuresCSV(w http.ResponseWriter, r *web.Request) error {
	all, err := m.store.List(r.Context(), r.AsOf)
	if err != nil {
		return err
	}
	head := []string{"period", "name", "standing", "kind", "figure", "exactness", "about_day", "published", "counted_by", "source", "note", "unconfirmed"}
	return r.CSV(w, "industrial-action-figures.csv", head, figureRows(all))
}

func figureRows(all []action.Period) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, p := range all {
			for _, f := range p.Figures {
				unconfirmed := "no"
				if f.Unconfirmed {
					unconfirmed = "yes"
				}
				if !yield([]string{string(p.Code), p.Name, string(p.Standing), string(f.Kind), measure.Plain(f.N), string(f.Exactness), f.On.String(), f.AsAt.String(), f.By, f.Source, f.Note, unconfirmed}, nil) {
					return
				}
			}
		}
	}
}

func (m room) calendarCSV(w http.ResponseWriter, r *web.Request) error {
	history, err := m.store.History(r.Context(), code(r), r.AsOf)
	if err != nil {
		return err
	}
	all, err := m.store.List(r.Context(), r.AsOf)
	if err != nil {
		return err
	}
	p := history[len(history)-1]
	days := action.Calendar(p, all, m.rules.Holidays, action.MarksFor(p), m.rules.Policy)
	return r.CSV(w, lower(string(p.Code))+"-calendar.csv", []string{"day", "weekday", "bank_holiday", "working_day", "strike_day", "hours_of_action", "phase", "notes"}, dayRows(days))
}

func dayRows(days []action.CalendarDay) iter.Seq2[[]string, error] {
	word := func(b bool) string {
		if b {
			return "yes"
		}
		return "no"
	}
	return func(yield func([]string, error) bool) {
		for _, d := range days {
			if !yield([]string{d.Day.String(), d.Day.Weekday().String(), d.Holiday, word(d.Working), word(d.StrikeDay), measure.Plain(d.Hours), string(d.Phase), strings.Join(d.Words, "; ")}, nil) {
				return
			}
		}
	}
}

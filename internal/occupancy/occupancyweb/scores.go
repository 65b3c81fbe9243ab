package occupancyweb

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// scoresView is the page of scores as the template shows it.
type scoresView struct {
	page     web.Page
	tabs     ui.Tabs
	disagree string
	words    string
	figures  ui.Figures
	buckets  *ui.Table
	chart    *chart.Days
	mornings *ui.Table
	csv      ui.Action
	tested   []ui.Table
	untested string
	testedBy string
}

func (m room) scores(w http.ResponseWriter, r *web.Request) error {
	a, err := read(r)
	if err != nil {
		return err
	}
	v, err := m.scoresOf(r.Context(), &a)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page, scoresPage(v))
}

// outcomes are the mornings of the last days before the newest forecast's origin, or the one asked for.
func (m room) outcomes(ctx context.Context, a *asked) ([]occupancy.Outcome, error) {
	last := a.origin
	if last.IsZero() {
		origins, err := m.Store.Origins(ctx, a.now, 1)
		if err != nil || len(origins) == 0 {
			return nil, err
		}
		last = origins[0]
	}
	return m.Store.Outcomes(ctx, a.on, last.Add(1-occupancy.RecentDays), last, a.now)
}

func (m room) scoresOf(ctx context.Context, a *asked) (scoresView, error) {
	v := scoresView{page: pageOf(a, "Scores of the forecast"), tabs: tabsOf(a, ScoresPath(a.on))}
	v.page.Lead = "Every forecast is held against what came, and the score stands beside the next one."
	list, err := m.outcomes(ctx, a)
	if err != nil {
		return v, err
	}
	r := occupancy.Sum(list)
	v.words = recentWords(r)
	v.disagree, _ = r.Disagrees()
	if r.N > 0 {
		v.figures = scoreFigures(r)
		v.buckets = bucketTable(r)
		v.chart = hindsight(list)
		v.mornings = morningTable(list)
		v.csv = ui.Action{Text: "Download every score as CSV", Href: a.address(ScoresPath(a.on) + ".csv")}
	}
	level := "trust"
	if a.on == org.England {
		level = "england"
	}
	kept, err := m.Store.Backtest(ctx, level, a.now)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		v.untested = "The model has not been tested on whole past winters in this database yet: that takes two winters at least, and is done once a week."
		return v, nil
	case err != nil:
		return v, err
	}
	var res occupancy.BacktestResult
	if err := json.Unmarshal([]byte(kept.Body), &res); err != nil {
		return v, fault.Wrap(err, fault.Internal, "The kept test of the model is damaged; run headroom check")
	}
	v.tested = []ui.Table{skillTable(res), phaseTable(res)}
	sample := kept.Sample
	if sample != "" {
		sample = ", " + sample
	}
	v.testedBy = fmt.Sprintf("%s on winters %s, %s level%s, each forecast by what was learnt from strictly earlier ones; made %s.", kept.Model, kept.Winters, kept.Level, sample, ui.When(a.now, kept.Recorded))
	return v, nil
}

func scoreFigures(r occupancy.Recent) ui.Figures {
	per := func(x float64) string { return ui.Number(100*x, 0) }
	out := ui.Figures{
		{Name: "Weighted interval score", Value: ui.Number(r.WIS, 1), Unit: "beds", Notes: []string{ui.Number(100*r.Share, 2) + "% of the beds occupied; smaller is better"}},
		{Name: "Median off by", Value: ui.Number(r.Abs, 1), Unit: "beds", Notes: []string{"on average " + signed(r.Bias) + " beds against what came"}},
		{Name: "Nine-in-ten range held", Value: per(r.In90), Unit: "%", Notes: []string{"eight in ten: " + per(r.In80) + "%", "every second: " + per(r.In50) + "%"}},
	}
	if r.Limits > 0 {
		out = append(out, ui.Figure{Name: "Brier score at 92%", Value: ui.Number(r.Brier[0], 3), Notes: []string{"at 95%: " + ui.Number(r.Brier[1], 3), "at 100%: " + ui.Number(r.Brier[2], 3), "0 is perfect, 0.25 is a coin"}})
	}
	return out
}

func signed(x float64) string {
	if x > 0 {
		return "+" + ui.Number(x, 1)
	}
	return ui.Number(x, 1)
}

func bucketTable(r occupancy.Recent) *ui.Table {
	t := &ui.Table{ID: "buckets", Caption: "By how far ahead", FewColumns: true, Columns: []ui.Column{{Head: "Days ahead"}, {Head: "Forecasts", Numeric: true}, {Head: "Score, beds", Numeric: true}, {Head: "of beds occupied", Numeric: true}, {Head: "Nine-in-ten range held", Numeric: true}}}
	for _, b := range r.ByBucket {
		row := []string{fmt.Sprintf("%d to %d", b.From, b.To), ui.Count(b.N), "–", "–", "–"}
		if b.N > 0 {
			row[2], row[3], row[4] = ui.Number(b.WIS, 1), ui.Number(100*b.Share, 2)+"%", ui.Number(100*b.In90, 0)+"%"
		}
		t.Rows = append(t.Rows, ui.Cells(row...))
	}
	return t
}

// nearest is the forecast of a morning made about so many days before; false when none was within a third as many, so that
// no forecast stands for two ages.
func nearest(o occupancy.Outcome, h int) (occupancy.Ahead, bool) {
	best, found := occupancy.Ahead{}, false
	off := func(a occupancy.Ahead) int { return max(a.H-h, h-a.H) }
	for _, a := range o.Ahead {
		if off(a) <= h/3 && (!found || off(a) < off(best)) {
			best, found = a, true
		}
	}
	return best, found
}

// hindsight draws what came beside what had been forecast about a week before.
func hindsight(list []occupancy.Outcome) *chart.Days {
	c := &chart.Days{ID: "hindsight", Title: "What came, and the forecast of about a week before", Unit: "beds", Level: 2, Weekends: true,
		Series: []chart.Series{{Name: "What came"}, {Name: "Forecast about a week before, at the median"}}}
	for _, o := range list {
		c.Series[0].Points = append(c.Series[0].Points, chart.Known(o.Day, o.Occupied))
		if a, ok := nearest(o, 7); ok {
			p := chart.Known(o.Day, a.Median)
			p.Note = ui.Plural(a.H, "day", "days") + " before"
			c.Series[1].Points = append(c.Series[1].Points, p)
		}
	}
	return c
}

func morningTable(list []occupancy.Outcome) *ui.Table {
	t := &ui.Table{ID: "mornings", Caption: "Morning by morning", Hint: "Median of the forecast from about so many days before, and by how much it was off. A dash: no forecast was made about so many days before.", Stack: true,
		Columns: []ui.Column{{Head: "Morning", Tight: true}, {Head: "Came", Numeric: true}}}
	horizons := []int{1, 7, 14, 28}
	for _, h := range horizons {
		t.Columns = append(t.Columns, ui.Column{Head: ui.Plural(h, "day", "days") + " before", Numeric: true})
	}
	for _, o := range slices.Backward(list) {
		day := ui.Text(ui.DayShort(o.Day))
		if o.Replayed {
			day.Note = "forecasts made afterwards"
		}
		row := []ui.Cell{day, ui.Text(ui.Number(o.Occupied, 0))}
		for _, h := range horizons {
			c := ui.Text("–")
			if a, ok := nearest(o, h); ok {
				c = ui.Text(ui.Number(a.Median, 0))
				c.Note = signed(a.Median-o.Occupied) + ", " + ui.Plural(a.H, "day", "days")
			}
			row = append(row, c)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: row})
	}
	return t
}

// skillTable says how much better or worse the ensemble is than each other model.
func skillTable(res occupancy.BacktestResult) ui.Table {
	t := ui.Table{ID: "skill", Caption: "Against simpler and other models", Hint: "How much smaller the ensemble's weighted interval score is, on the same forecasts; in brackets 19 of 20 resamples of whole mornings.", Stack: true,
		Columns: []ui.Column{{Head: "Against"}, {Head: "Days ahead"}, {Head: "Smaller by", Numeric: true}}}
	for _, s := range res.Skill {
		c := ui.Text(ui.Number(100*s.Skill, 1) + "%")
		c.Note = fmt.Sprintf("(%s%% to %s%%)", ui.Number(100*s.ByOrigin[0], 1), ui.Number(100*s.ByOrigin[1], 1))
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(s.Against), ui.Text(s.Horizon), c}})
	}
	return t
}

// phaseTable is the ensemble's scores by horizon and phase, of all tested winters.
func phaseTable(res occupancy.BacktestResult) ui.Table {
	t := ui.Table{ID: "phases", Caption: "By days ahead and kind of days", Stack: true, Hint: "Beds are in hundredths of those occupied.",
		Columns: []ui.Column{{Head: "Days ahead"}, {Head: "Days"}, {Head: "Forecasts", Numeric: true}, {Head: "Score", Numeric: true}, {Head: "Loss at nine in ten", Numeric: true},
			{Head: "Range of 50 held", Numeric: true}, {Head: "of 80", Numeric: true}, {Head: "of 90", Numeric: true}, {Head: "Brier 92%", Numeric: true}, {Head: "95%", Numeric: true}, {Head: "100%", Numeric: true}}}
	for _, s := range res.Scores {
		if s.Model != res.Model || s.Winter != "" || s.N == 0 {
			continue
		}
		share := func(x float64) string { return ui.Number(100*x, 0) + "%" }
		t.Rows = append(t.Rows, ui.Cells(s.Horizon, s.Phase, ui.Count(s.N), ui.Number(s.WIS, 2), ui.Number(s.Pinball9, 2), share(s.Cover50), share(s.Cover80), share(s.Cover90),
			ui.Number(s.Brier92, 3), ui.Number(s.Brier95, 3), ui.Number(s.Brier100, 3)))
	}
	return t
}

func (m room) scoresCSV(w http.ResponseWriter, r *web.Request) error {
	a, err := read(r)
	if err != nil {
		return err
	}
	list, err := m.outcomes(r.Context(), &a)
	if err != nil {
		return err
	}
	head := []string{"date", "org", "occupied", "open", "replayed", "days_ahead", "median", "wis", "pinball90", "in50", "in80", "in90", "brier92", "brier95", "brier100", "recorded_at"}
	plain := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	return r.CSV(w, fmt.Sprintf("%s-forecast-scores.csv", a.on), head, func(yield func([]string, error) bool) {
		for _, o := range list {
			for _, x := range o.Ahead {
				row := []string{o.Day.String(), string(a.on), plain(o.Occupied), plain(o.Open), strconv.FormatBool(o.Replayed), strconv.Itoa(x.H), plain(x.Median), plain(x.WIS), plain(x.Pin90),
					strconv.FormatBool(x.In50), strconv.FormatBool(x.In80), strconv.FormatBool(x.In90), "", "", "", o.Recorded.UTC().Format("2006-01-02T15:04:05Z")}
				if x.Limits {
					row[12], row[13], row[14] = plain(x.Brier92), plain(x.Brier95), plain(x.Brier100)
				}
				if o.Open == 0 {
					row[3] = ""
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	})
}

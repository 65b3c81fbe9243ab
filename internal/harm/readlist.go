package harm

import (
	"context"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// WatchFile is what a file of pathways says: everything of it or, when anything is wrong, nothing.
type WatchFile struct {
	Postponed []Watched
	Others    []Watched // who were not postponed
	Read      int       // rows under the headings
}

// ToldTrigger is a trigger as a file tells it: by the trust's own key of the pathway and the day of its postponement.
type ToldTrigger struct {
	Pathway   string
	Postponed civil.Date
	Line      int
	Trigger   Trigger // without its watch
}

// longest is how many characters a short cell may have.
const longest = 80

func watchColumns() []listColumn {
	return []listColumn{
		{"pathway", []string{"pathway", "pathway key", "pathway id"}, true},
		{"postponed", []string{"postponed", "postponed on", "index date"}, true},
		{"cohort", []string{"cohort", "group"}, false},
		{"for", []string{"for", "was for", "date lost"}, false},
		{"period", []string{"period", "action"}, false},
		{"specialty", []string{"specialty", "treatment function"}, false},
		{"priority", []string{"priority"}, false},
		{"cancer", []string{"cancer"}, false},
		{"waiting", []string{"waiting", "days waited", "days waiting"}, false},
		{"times", []string{"times", "times postponed"}, false},
		{"new date", []string{"new date", "new"}, false},
		{"treated", []string{"treated", "treated on"}, false},
		{"ended", []string{"ended", "end"}, false},
		{"age", []string{"age band", "age"}, false},
		{"sex", []string{"sex"}, false},
		{"ethnicity", []string{"ethnicity"}, false},
		{"deprivation", []string{"deprivation", "deprivation fifth", "imd"}, false},
	}
}

func triggerColumns() []listColumn {
	return []listColumn{
		{"pathway", []string{"pathway", "pathway key", "pathway id"}, true},
		{"postponed", []string{"postponed", "postponed on", "index date"}, true},
		{"trigger", []string{"trigger", "kind"}, true},
		{"occurred", []string{"occurred", "happened", "date"}, true},
		{"source", []string{"source"}, false},
	}
}

// ReadWatched reads a file of a trust's pathways, postponed or not: cohort says which, and a row that does not say was
// postponed. An empty period is that in whose days the lost date lay; one that is not among periods is a fault. When anything is wrong the fault names file, sheet and cell with the remedy; it never repeats what a cell
// holds, since that may be a patient's number.
func ReadWatched(ctx context.Context, book *sheet.Book, trust org.Code, periods Periods) (WatchFile, error) {
	var out WatchFile
	type once struct {
		pathway, cohort string
		day             civil.Date
	}
	seen := map[once]int{}
	n, err := eachLine(ctx, book, watchColumns(), func(l *lines, r sheet.Row) {
		before := l.faults()
		w := l.watched(r, trust)
		cohort := l.oneOf(r, "cohort", "postponed", "not postponed")
		switch {
		case w.Period != "" && !periods.Known(w.Period):
			l.fault(r, "period", "no period of action has this code; leave the cell empty, since it is worked out from the date that was lost, or write the code as the list of periods has it")
		case w.Period == "" && cohort == "postponed":
			w.Period = periods.On(w.For)
		}
		if l.faults() > before {
			return
		}
		k := once{strings.ToUpper(w.Pathway), cohort, w.Postponed}
		if first, twice := seen[k]; twice {
			l.fault(r, "pathway", "row %d is the same pathway and day; leave one of the two", first)
			return
		}
		seen[k] = r.Index
		if cohort == "postponed" {
			out.Postponed = append(out.Postponed, w)
		} else {
			out.Others = append(out.Others, w)
		}
	})
	if err != nil {
		return WatchFile{}, err
	}
	out.Read = n
	return out, nil
}

func (l *lines) watched(r sheet.Row, trust org.Code) Watched {
	w := Watched{Trust: trust, Pathway: l.pathway(r), Postponed: l.day(r, "postponed", true), For: l.day(r, "for", false), Period: l.short(r, "period"),
		Specialty: l.short(r, "specialty"), Cancer: l.yes(r, "cancer"), Waiting: l.whole(r, "waiting", 20000), Times: max(1, l.whole(r, "times", 100)),
		NewDate: l.day(r, "new date", false), Treated: l.day(r, "treated", false), Ended: l.short(r, "ended")}
	w.Priority = l.oneOf(r, "priority", "", "P1a", "P1b", "P1", "P2", "P3", "P4", "P5", "P6")
	g := Group{Age: l.short(r, "age"), Sex: l.short(r, "sex"), Ethnicity: l.short(r, "ethnicity"), Deprivation: l.oneOf(r, "deprivation", "", "1", "2", "3", "4", "5")}
	w.Group = g.String()
	if !w.NewDate.IsZero() && w.NewDate.Before(w.Postponed) {
		l.fault(r, "new date", "the new date lies before the postponement; correct one of the two")
	}
	return w
}

// ReadTriggers reads a file of triggers that were found elsewhere, as emergency admissions. Its faults are as those of
// ReadWatched.
func ReadTriggers(ctx context.Context, book *sheet.Book) ([]ToldTrigger, error) {
	var out []ToldTrigger
	kinds := []string{}
	for _, t := range triggerTable {
		if t.Occurs {
			kinds = append(kinds, string(t.Kind))
		}
	}
	_, err := eachLine(ctx, book, triggerColumns(), func(l *lines, r sheet.Row) {
		before := l.faults()
		t := ToldTrigger{Pathway: l.pathway(r), Postponed: l.day(r, "postponed", true), Line: r.Index}
		t.Trigger = Trigger{Kind: TriggerKind(l.oneOf(r, "trigger", kinds...)), Occurred: l.day(r, "occurred", true), Source: l.short(r, "source")}
		if l.blank(r, "trigger") {
			l.fault(r, "trigger", "it is missing; write one of %s", strings.Join(kinds, ", "))
		}
		if l.faults() == before && t.Trigger.Occurred.Before(t.Postponed) {
			l.fault(r, "occurred", "it happened before the postponement; correct one of the two days")
		}
		if l.faults() == before {
			out = append(out, t)
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// pathway is the trust's own key.
func (l *lines) pathway(r sheet.Row) string {
	key := l.text(r, "pathway")
	if l.blank(r, "pathway") {
		l.fault(r, "pathway", "it is missing; give the trust's own key of the pathway")
	} else if len(key) > longest {
		l.fault(r, "pathway", "it is longer than %d characters; give the key alone", longest)
	}
	return key
}

// short is a short text in which nothing looks like an identifier.
func (l *lines) short(r sheet.Row, col string) string {
	if l.blank(r, col) {
		return ""
	}
	t := l.text(r, col)
	if len(t) > longest {
		l.fault(r, col, "it is longer than %d characters; shorten it", longest)
		return ""
	}
	if what := Identifies(t); what != "" {
		l.fault(r, col, "it holds what looks like %s; take it out", what)
		return ""
	}
	return t
}

// oneOf is one of a list of words as they are written here; the first where the cell is blank.
func (l *lines) oneOf(r sheet.Row, col string, list ...string) string {
	if l.blank(r, col) {
		return list[0]
	}
	key := sheet.Label(strings.ReplaceAll(l.text(r, col), "-", " "))
	i := slices.IndexFunc(list, func(w string) bool { return w != "" && sheet.Label(strings.ReplaceAll(w, "-", " ")) == key })
	if i < 0 {
		l.fault(r, col, "it is not known here; write one of %s", strings.Join(slices.DeleteFunc(slices.Clone(list), func(w string) bool { return w == "" }), ", "))
		return list[0]
	}
	return list[i]
}

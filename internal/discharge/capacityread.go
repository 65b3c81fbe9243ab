package discharge

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// CapacityForm is the form of a file of capacity.
type CapacityForm string

// The forms that are read.
const (
	TrackerForm CapacityForm = "capacity-tracker"  // a care home's category in a row, with places by what they are used for
	WideForm    CapacityForm = "capacity-services" // a council's service in a row, with places by what they are used for
	DayForm     CapacityForm = "capacity-days"     // a council's service and day in a row
	StartsForm  CapacityForm = "home-care-starts"  // a council's starts of home care on a day in a row
	HandForm    CapacityForm = "by-hand"           // entered on a page
)

// CapacityFile is what a file of capacity says. It holds either everything of the file or, when anything is wrong with it,
// nothing.
type CapacityFile struct {
	Form  CapacityForm
	Rows  []Capacity
	Read  int      // rows under the headings
	Notes []string // what a reader should know, as how much is too old
}

// trackerColumns are those of a Capacity Tracker style table with a care home's category in a row.
func trackerColumns() []column {
	return append([]column{
		{"location", []string{"location id", "cqc location id", "cqc id", "location", "provider id"}, true},
		councilColumn(),
		{"category", []string{"category", "bed type", "care type", "bed category"}, false},
	}, placesColumns()...)
}

// wideColumns are those of the same table with a council's service in a row.
func wideColumns() []column {
	return append([]column{councilColumn(), {"service", []string{"service", "service type"}, true}}, placesColumns()...)
}

func councilColumn() column {
	return column{"council", []string{"local authority", "council", "local authority code", "council code", "la"}, true}
}

// placesColumns are the national items (definition c.4), and two columns that are collected locally. The national set does
// not ask about weekends (T29).
func placesColumns() []column {
	return []column{
		{"max", []string{"maximum capacity", "max capacity", "maximum", "max"}, true},
		{"occupied", []string{"occupied", "used", "occupied/used", "beds occupied", "beds used"}, true},
		{"reserved", []string{"reserved", "vacant reserved", "beds reserved", "vacant - reserved"}, true},
		{"accepting", []string{"accepting", "accepting admissions", "vacant accepting admissions", "vacant accepting", "vacant - accepting admissions", "beds accepting"}, true},
		{"other", []string{"other", "not accepting", "vacant not accepting", "other vacant", "vacant - not accepting", "beds not accepting"}, false},
		{"as_at", []string{"last updated", "as at", "as_at", "updated", "update time", "updated at", "last update", "bed vacancies last updated", "date updated"}, true},
		{"weekend", []string{"weekend", "accepts weekend", "accepts at weekends", "accepts weekend admissions"}, false},
		{"holiday", []string{"holiday", "bank holiday", "accepts bank holiday", "accepts on bank holidays", "accepts bank holiday admissions"}, false},
	}
}

// dayColumns are those of the local table.
func dayColumns() []column {
	return []column{
		{"date", []string{"date", "day"}, true},
		{"council", []string{"council", "local authority", "council code"}, true},
		{"service", []string{"service"}, true},
		{"total", []string{"total"}, true},
		{"accepting", []string{"accepting", "available"}, true},
		{"weekend", []string{"weekend"}, true},
		{"holiday", []string{"holiday", "bank holiday"}, true},
		{"as_at", []string{"as_at", "as at", "last updated"}, true},
		agreedColumn(),
	}
}

// agreedColumn says whether what accepts people leaves out what plans had agreed by then; not said is no.
func agreedColumn() column {
	return column{"agreed_out", []string{"agreed_out", "agreed out", "agreed taken out", "agreed starts taken out"}, false}
}

// startsColumns are those of the table of starts of home care. One who names a day means that day: it needs no word on
// weekends.
func startsColumns() []column {
	return []column{
		{"date", []string{"date", "day"}, true},
		{"council", []string{"council", "local authority", "council code"}, true},
		{"starts", []string{"starts", "home care starts", "home-care starts", "starts of home care"}, true},
		{"as_at", []string{"as_at", "as at", "last updated"}, true},
		agreedColumn(),
	}
}

// ReadCapacity reads a file of capacity in whichever of the four forms its headings show. councils finds councils; at is
// when it is read. When anything is wrong the fault names file, sheet and cell with the remedy, and nothing is given.
func ReadCapacity(ctx context.Context, book *sheet.Book, councils Finder, at time.Time) (CapacityFile, error) {
	forms := []struct {
		form    CapacityForm
		columns []column
		row     func(*capacityReader, *grid, sheet.Row)
	}{
		{TrackerForm, trackerColumns(), (*capacityReader).trackerRow},
		{WideForm, wideColumns(), (*capacityReader).wideRow},
		{DayForm, dayColumns(), (*capacityReader).dayRow},
		{StartsForm, startsColumns(), (*capacityReader).startsRow},
	}
	for _, f := range forms {
		c := &capacityReader{councils: councils, at: at, seen: map[string]int{}, out: CapacityFile{Form: f.form}}
		g, err := eachRow(ctx, book, f.columns, at, func(g *grid, r sheet.Row) { f.row(c, g, r) })
		if g == nil && noHeadings(err) {
			continue
		}
		if err != nil {
			return CapacityFile{}, err
		}
		c.out.Read = g.rows
		c.note()
		c.noteCategories()
		return c.out, nil
	}
	return CapacityFile{}, &fault.Error{Kind: fault.Invalid, Message: fmt.Sprintf("The file %s was not read; nothing of it was kept", book.File),
		Fields: []fault.Field{{Name: "file", File: book.File, Message: "no row has the headings of a file of capacity. Put one of these above the figures and send it again: " +
			headingsOf(trackerColumns()) + "; or " + headingsOf(wideColumns()) + "; or " + headingsOf(dayColumns()) + "; or " + headingsOf(startsColumns())}}}
}

// headingsOf lists the headings that a table must have.
func headingsOf(columns []column) string {
	var out []string
	for _, c := range columns {
		if c.need {
			out = append(out, c.labels[0])
		}
	}
	return strings.Join(out, ", ")
}

// capacityReader gathers a file's rows.
type capacityReader struct {
	councils Finder
	at       time.Time
	seen     map[string]int // the row that said the same thing before
	out      CapacityFile
}

// once notes a thing that is said twice, which has no answer to which of the two counts. before is how many faults there were
// when the row was begun: what could not be read is not the same as anything.
func (c *capacityReader) once(g *grid, r sheet.Row, before int, col, key string) {
	if g.faults() > before {
		return
	}
	if first, twice := c.seen[key]; twice {
		g.fault(r, col, "row %d is about the same; leave one of the two", first)
	}
	c.seen[key] = r.Index
}

// trackerRow reads a care home's places in one category.
func (c *capacityReader) trackerRow(g *grid, r sheet.Row) {
	before := g.faults()
	location := strings.ToUpper(g.text(r, "location"))
	holder, _, err := org.ParseCode(location)
	if err != nil || holder == org.England {
		g.fault(r, "location", "%q is no location of a care provider; enter the location's number, as 1-123456789", location)
	}
	council := g.org(r, "council", c.councils, "council")
	category := sheet.Label(g.text(r, "category"))
	c.once(g, r, before, "location", fmt.Sprintf("%s %s", holder, category))
	c.places(g, r, before, Capacity{Holder: holder, Council: council, Service: CareHomeBed, Category: category, Source: string(TrackerForm)})
}

// wideRow reads a council's places of one service.
func (c *capacityReader) wideRow(g *grid, r sheet.Row) {
	before := g.faults()
	council := g.org(r, "council", c.councils, "council")
	service := c.service(g, r)
	c.once(g, r, before, "service", fmt.Sprintf("%s %s", council, service))
	c.places(g, r, before, Capacity{Holder: council, Service: service, Source: string(WideForm)})
}

// places reads what places are used for, which must add up (R20), and adds the row when nothing is wrong with it. before is
// how many faults there were when it was begun.
func (c *capacityReader) places(g *grid, r sheet.Row, before int, row Capacity) {
	limit, occupied, reserved, accepting := g.mustWhole(r, "max"), g.mustWhole(r, "occupied"), g.mustWhole(r, "reserved"), g.mustWhole(r, "accepting")
	other, given := g.whole(r, "other")
	row.AsAt = g.instant(r, "as_at", c.at)
	weekend, holiday := g.answer(r, "weekend"), g.answer(r, "holiday")
	if g.faults() > before {
		return
	}
	used := occupied + reserved + accepting
	switch {
	case given && used+other != limit:
		g.fault(r, "max", "the maximum is %d, and occupied %d, reserved %d, accepting %d and other %d add up to %d; correct the one that is wrong",
			limit, occupied, reserved, accepting, other, used+other)
		return
	case used > limit:
		g.fault(r, "max", "the maximum is %d, and occupied %d, reserved %d and accepting %d add up to %d; correct the one that is wrong",
			limit, occupied, reserved, accepting, used)
		return
	}
	row.Total, row.Accepting, row.Reserved, row.AgreedOut = limit, accepting, reserved, true
	c.add(row, weekend, holiday)
}

// service reads the service that a row is about.
func (c *capacityReader) service(g *grid, r sheet.Row) Service {
	service, ok := ServiceOf(g.text(r, "service"))
	if !ok {
		g.fault(r, "service", "%q is no service; write one of %s", g.text(r, "service"), serviceNames())
	}
	return service
}

// dayRow reads a council's service on a day.
func (c *capacityReader) dayRow(g *grid, r sheet.Row) {
	before := g.faults()
	day, council := c.dayAndCouncil(g, r)
	service := c.service(g, r)
	c.once(g, r, before, "date", fmt.Sprintf("%s %s %s", day, council, service))
	total, accepting := g.mustWhole(r, "total"), g.mustWhole(r, "accepting")
	weekend, holiday := g.answer(r, "weekend"), g.answer(r, "holiday")
	asAt, out := g.instant(r, "as_at", c.at), g.answer(r, "agreed_out") == Yes
	if g.faults() > before {
		return
	}
	if accepting > total {
		g.fault(r, "accepting", "%d accept people of %d in all; correct one of the two", accepting, total)
		return
	}
	c.add(Capacity{Holder: council, Service: service, Date: day, Total: total, Accepting: accepting, AgreedOut: out, Source: string(DayForm), AsAt: asAt},
		weekend, holiday)
}

// startsRow reads a council's starts of home care on a day.
func (c *capacityReader) startsRow(g *grid, r sheet.Row) {
	before := g.faults()
	day, council := c.dayAndCouncil(g, r)
	c.once(g, r, before, "date", fmt.Sprintf("%s %s", day, council))
	starts, asAt, out := g.mustWhole(r, "starts"), g.instant(r, "as_at", c.at), g.answer(r, "agreed_out") == Yes
	if g.faults() > before {
		return
	}
	c.add(Capacity{Holder: council, Service: HomeCare, Date: day, Total: starts, Accepting: starts, AgreedOut: out, Source: string(StartsForm), AsAt: asAt}, Yes, Yes)
}

func (c *capacityReader) dayAndCouncil(g *grid, r sheet.Row) (day civil.Date, council org.Code) {
	if day = g.day(r, "date"); g.blank(r, "date") {
		g.fault(r, "date", "the day is missing; write it as 2023-12-24 or 24/12/2023")
	}
	return day, g.org(r, "council", c.councils, "council")
}

func (c *capacityReader) add(row Capacity, weekend, holiday Answer) {
	row.Weekend, row.WeekendUnsaid = weekend == Yes, weekend == Unanswered
	row.Holiday, row.HolidayUnsaid = holiday == Yes, holiday == Unanswered
	c.out.Rows = append(c.out.Rows, row)
}

// note says what of the file will not be counted on.
func (c *capacityReader) note() {
	old, stale, unsaid, past := 0, 0, 0, 0
	today := civil.Today(c.at)
	for _, r := range c.out.Rows {
		if !r.Stock() && r.Date.Before(today) {
			past++
		}
		switch age, _ := AgeOf(r.AsAt, c.at); age {
		case Old:
			old++
		case Stale:
			stale++
		}
		if r.WeekendUnsaid || r.HolidayUnsaid {
			unsaid++
		}
	}
	say := func(n int, words string) {
		if n > 0 {
			c.out.Notes = append(c.out.Notes, fmt.Sprintf("%d of %d rows %s", n, len(c.out.Rows), words))
		}
	}
	say(old, fmt.Sprintf("are more than %d days old and are marked", OldAfter))
	say(stale, fmt.Sprintf("are more than %d days old and are left out of plans", StaleBeyond))
	say(past, "are about days that are over")
	say(unsaid, "do not say whether people are taken at weekends or on bank holidays; nothing is counted on there")
}

// knownCategories are words of which each known category of a care home's places has one.
func knownCategories() []string {
	return []string{"nursing", "residential", "dementia", "learning", "mental", "community", "transitional", "rehabilitation", "intermediate", "respite", "palliative",
		"end of life", "young", "general", "bariatric", "disab", "autis", "substance", "discharge", "step"}
}

// noteCategories says which categories are none that care homes' places are known by.
func (c *capacityReader) noteCategories() {
	n := 0
	var odd []string
	for _, r := range c.out.Rows {
		if r.Category == "" || slices.ContainsFunc(knownCategories(), func(w string) bool { return strings.Contains(r.Category, w) }) {
			continue
		}
		n++
		if !slices.Contains(odd, fmt.Sprintf("%q", r.Category)) {
			odd = append(odd, fmt.Sprintf("%q", r.Category))
		}
	}
	if len(odd) > 4 {
		odd = append(odd[:4], "and others")
	}
	if n > 0 {
		c.out.Notes = append(c.out.Notes, fmt.Sprintf("%d of %d rows have a category that is not known (%s): they are counted as care-home beds. Known ones name nursing, residential, dementia, learning disability, mental health or another kind of care",
			n, len(c.out.Rows), strings.Join(odd, ", ")))
	}
}

// services lists the services by the names that files use.
func services() []Service {
	return []Service{HomeCare, Reablement, CommunityBed, CareHomeBed, WardDischarge, TransferHub, UrgentCare, EscalationBed}
}

// ServiceOf reads a service as files write it: "home-care", "Home care".
func ServiceOf(text string) (Service, bool) {
	key := lettersOf(text)
	for _, s := range services() {
		if lettersOf(string(s)) == key || lettersOf(s.Words()) == key {
			return s, true
		}
	}
	return "", false
}

func serviceNames() string {
	var out []string
	for _, s := range services() {
		out = append(out, string(s))
	}
	return strings.Join(out, ", ")
}

// noHeadings tells the fault of a file on which no row has the headings.
func noHeadings(err error) bool {
	f := fault.As(err)
	return f != nil && len(f.Fields) == 1 && f.Fields[0].Name == "file" && f.Fields[0].Cell == ""
}

// CheckCapacity gives capacities entered by hand cleaned, and all that is wrong at once; names are "row 1" and so on.
func CheckCapacity(rows []Capacity, at time.Time) ([]Capacity, error) {
	var bad fault.List
	out := make([]Capacity, 0, len(rows))
	for i, c := range rows {
		name := fmt.Sprintf("row %d", i+1)
		c.Category = strings.TrimSpace(c.Category)
		if c.Holder == "" {
			bad.Add(name, "", "Say whose capacity it is")
		}
		if _, known := ServiceOf(string(c.Service)); !known {
			bad.Add(name, "", "%q is no service; choose one of %s", c.Service, serviceNames())
		}
		if c.Total < 0 || c.Accepting < 0 || c.Accepting > c.Total {
			bad.Add(name, "", "Enter whole numbers from 0, those that accept people being no more than all")
		}
		if c.AsAt.IsZero() {
			c.AsAt = at
		}
		if c.AsAt.After(at) {
			bad.Add(name, "", "Enter when this was so; %s is still to come", c.AsAt.In(civil.London).Format("2 January 2006 15:04"))
		}
		if c.Source == "" {
			c.Source = string(HandForm)
		}
		out = append(out, c)
	}
	if len(rows) == 0 {
		bad.Add("rows", "", "Enter at least one number")
	}
	return out, bad.Err("The capacity was not kept")
}

package importer

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/sheet"
)

// publishedAt is the hour at which NHS England's statistics are published, London time.
const publishedAt = civil.Clock(9*60 + 30)

// first and last year that a date in a file may have.
const (
	firstYear = 1900
	lastYear  = 2199
)

// the ways in which files write a day. Day before month always: these are British publications.
var dayLayouts = []string{
	"2006-01-02", "2/1/2006", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2 January 2006", "2 Jan 2006", "2-Jan-2006",
	"2-Jan-06", "2 Jan 06", "2-1-2006", "2.1.2006", "2006/1/2", "2/1/2006 15:04", "2/1/2006 15:04:05", "2/1/06", "20060102",
}

// what stands around a day or a month in a text.
var (
	ordinal  = regexp.MustCompile(`(?i)\b(\d{1,2})(st|nd|rd|th)\b`)
	weekday  = regexp.MustCompile(`(?i)^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[ ,]+`)
	monthly  = regexp.MustCompile(`(?i)(?:^|[^a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?[-_ ./,']*(\d{4}|\d{2})(/\d{2})?(?:\D|$)`)
	numbered = regexp.MustCompile(`(?:^|\D)(20\d{2})[-_]?(0[1-9]|1[0-2])(?:\D|$)`)
	dayInTo  = regexp.MustCompile(`(?:^|\D)(20\d{2})-(\d{2})-(\d{2})(?:\D|$)`)
)

// parseDay reads a day as files write it.
func parseDay(text string) (civil.Date, error) {
	s := sheet.Clean(text)
	if s == "" || len(s) > 40 || (s[0] < '0' || s[0] > '9') && !weekday.MatchString(s) {
		return civil.Date{}, fmt.Errorf("“%s” is not a date", clip(s, 30))
	}
	s = ordinal.ReplaceAllString(s, "$1")
	s = strings.Join(strings.Fields(weekday.ReplaceAllString(s, "")), " ")
	for _, l := range dayLayouts {
		if t, err := time.Parse(l, s); err == nil {
			return sane(civil.DateOf(t))
		}
	}
	return civil.Date{}, fmt.Errorf("“%s” is not a date written as 2024-01-31 or 31/01/2024", clip(text, 30))
}

// sane refuses years that no file can mean.
func sane(d civil.Date) (civil.Date, error) {
	if d.Year() < firstYear || d.Year() > lastYear {
		return civil.Date{}, fmt.Errorf("the year of %s is outside %d to %d", d, firstYear, lastYear)
	}
	return d, nil
}

// dayOf reads a cell as a day.
func dayOf(c sheet.Cell) (civil.Date, error) {
	switch c.Kind {
	case sheet.Date:
		return sane(c.Date)
	case sheet.Text:
		return parseDay(c.Text)
	case sheet.Blank:
		return civil.Date{}, fmt.Errorf("the date is missing")
	}
	return civil.Date{}, fmt.Errorf("“%s” is not a date; format the cell as one", clip(c.String(), 30))
}

// parseMonth reads a month out of a text: "MSitAE-APRIL-2024", "December 2024", "RTT-April-2023", "Dec24", "202501", and
// "JAN 2023/24", which names the financial year and means January 2024.
func parseMonth(text string) (civil.Date, bool) {
	if m := monthly.FindStringSubmatch(text); m != nil {
		t, err := time.Parse("Jan", strings.ToUpper(m[1][:1])+strings.ToLower(m[1][1:3]))
		year, _ := strconv.Atoi(m[2])
		if err != nil {
			return civil.Date{}, false
		}
		if year < 100 {
			year += 2000
		}
		if strings.HasPrefix(m[3], "/") && len(m[2]) == 4 && t.Month() <= time.March {
			year++
		}
		return monthAt(year, t.Month())
	}
	if m := numbered.FindStringSubmatch(text); m != nil {
		year, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		return monthAt(year, time.Month(month))
	}
	return civil.Date{}, false
}

// monthAt is the first day of a month in a year that a file can mean.
func monthAt(year int, m time.Month) (civil.Date, bool) {
	if year < firstYear || year > lastYear {
		return civil.Date{}, false
	}
	return civil.On(year, m, 1), true
}

// monthOf is the first day and the span of the month that day d lies in.
func monthOf(d civil.Date) (first civil.Date, span civil.Range) {
	first = civil.On(d.Year(), d.Month(), 1)
	return first, civil.Range{From: first, To: civil.On(d.Year(), d.Month()+1, 1)}
}

// dayInName is the day that a file name carries, as published_2023-01-06.csv.
func dayInName(name string) (civil.Date, bool) {
	m := dayInTo.FindStringSubmatch(name)
	if m == nil {
		return civil.Date{}, false
	}
	d, err := civil.ParseDate(m[1] + "-" + m[2] + "-" + m[3])
	return d, err == nil
}

// days reads many dates quickly: a file repeats the same few hundred texts.
type days struct {
	seen map[string]civil.Date
	last string
	day  civil.Date
}

// of reads a cell as a day.
func (r *days) of(c sheet.Cell) (civil.Date, error) {
	if c.Kind != sheet.Text {
		return dayOf(c)
	}
	if c.Text == r.last && c.Text != "" {
		return r.day, nil
	}
	d, ok := r.seen[c.Text]
	if !ok {
		var err error
		if d, err = dayOf(c); err != nil {
			return d, err
		}
		if r.seen == nil {
			r.seen = map[string]civil.Date{}
		}
		r.seen[c.Text] = d
	}
	r.last, r.day = c.Text, d
	return d, nil
}

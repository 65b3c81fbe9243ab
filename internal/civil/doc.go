// Package civil holds calendar dates, half-open date ranges, Europe/London days and England's bank holidays.
//
// A return is "for" a date, a strike starts at a local hour, a day in March has 23 hours: none of these is an
// instant, and an instant (time.Time) never stands in for them here. A Date has no zone; London converts between
// dates with a local clock time and instants. Bank holidays are dated data with their source, never a rule in code.
package civil

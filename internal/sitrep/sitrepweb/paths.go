package sitrepweb

import (
	"net/url"
	"strconv"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Where the pages are. Other rooms link here by these functions alone.

// TodayPath is the picture of one organisation; England's is the front page.
func TodayPath(c org.Code) string { return "/today/" + string(c) }

// SeriesPath is a measure of one organisation over time.
func SeriesPath(c org.Code, m measure.Code) string { return "/series/" + string(c) + "/" + string(m) }

// ReturnPath is one return with its versions.
func ReturnPath(f sitrep.FormCode, c org.Code, day civil.Date) string {
	return "/returns/" + string(f) + "/" + string(c) + "/" + day.String()
}

// EntryPath is the form of one return.
func EntryPath(f sitrep.FormCode, c org.Code, day civil.Date) string {
	return ReturnPath(f, c, day) + "/enter"
}

// VersionPath is one version of a return, at the line of a measure when one is named.
func VersionPath(f sitrep.FormCode, c org.Code, day civil.Date, n int, m measure.Code) string {
	p := ReturnPath(f, c, day) + "/versions/" + strconv.Itoa(n)
	if m != "" {
		p += "#" + url.PathEscape(string(m))
	}
	return p
}

// ListPath is the list of returns that are due, in and late.
const ListPath = "/returns"

// ImportsPath is the list of imported files.
const ImportsPath = "/imports"

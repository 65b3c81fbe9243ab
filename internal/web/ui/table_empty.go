package ui

// empty reports whether a cell shows nothing: a table that is folded on a narrow screen leaves it out.
func (c Cell) empty() bool {
	return c.Body == nil && c.Text == "" && c.Mark == "" && c.Note == "" && len(c.Tags) == 0
}

package measureweb

import (
	"headroom/internal/measure"
	"headroom/internal/web"
)

// Gallery shows the register's pages; the register is its own sample data.
func Gallery() []web.Specimen {
	plain := func(s string) string { return s }
	out := []web.Specimen{
		{Name: "measure/list", Page: listPage, Body: listView(newList(filter{}, 1, plain))},
		{Name: "measure/list-unconfirmed", Page: listPage, Body: listView(newList(filter{section: "Ambulance systems", unconfirmed: true}, 1, plain))},
		{Name: "measure/list-nothing", Page: listPage, Body: listView(newList(filter{words: "no such words"}, 1, plain))},
	}
	for _, c := range []measure.Code{"ae_4h_rate", "amb_over30", "rtt_median"} {
		if m, ok := measure.Find(c); ok {
			out = append(out, web.Specimen{Name: "measure/show-" + slug(c), Page: showPage(m), Body: showView(newShow(m, plain))})
		}
	}
	return out
}

// slug writes a code with hyphens, as addresses of specimens are.
func slug(c measure.Code) string {
	b := []byte(c)
	for i := range b {
		if b[i] == '_' {
			b[i] = '-'
		}
	}
	return string(b)
}

package web

import (
	"net/url"

	"headroom/internal/fault"
)

// dress makes what the shell puts around a page.
func (s *Shell) dress(r *Request, p Page) chrome {
	c := chrome{
		Styles: s.assets.addresses(s.assets.manifest.Styles), Scripts: s.assets.addresses(s.assets.manifest.Scripts),
		Nav: s.navFor(r, p.Current), Who: r.Who.Name, Phase: s.cfg.Phase, Demo: s.cfg.Demo, Version: s.cfg.Version,
		Past: r.Past, AsOfWords: instantWords(r.AsOf), MadeWords: instantWords(r.Now), Footer: s.cfg.Footer,
		Notice: r.notice, Here: r.URL.Path, Public: r.Who.Nobody(), Timeless: r.route.Timeless, AsOfField: asOfValue(r.AsOf.Truncate(60e9)),
	}
	if s.assets.manifest.Icon != "" {
		c.Icon = AssetsPath + s.assets.manifest.Icon
	}
	if r.Past {
		c.AsOfParam = asOfValue(r.AsOf)
	}
	if s.mayOpen(r, OrganisationsPath) {
		c.SearchHref = OrganisationsPath
	}
	if s.cfg.Demo && s.cfg.DemoControls != nil {
		c.DemoControls = s.cfg.DemoControls(r)
	}
	q := r.URL.Query()
	q.Del(asOfParam)
	c.AsOfKeep = map[string]string{}
	for k := range q {
		c.AsOfKeep[k] = q.Get(k)
	}
	c.NowHref = (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String()
	return c
}

// ProblemsOf is a fault's fields, for showing a form again; nil when err is not an invalid fault, which the handler
// then returns as it is.
func ProblemsOf(err error) []fault.Field {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid || len(f.Fields) == 0 {
		return nil
	}
	return f.Fields
}

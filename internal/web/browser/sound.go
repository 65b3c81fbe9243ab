package browser

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Sound reads a whole page and names what every page of ours must have and lacks, without a browser: one h1, main,
// header, footer and title; the language; the skip link's target; ids used once and there when pointed to; a label for
// every control; nothing inline that the content security policy refuses; nothing fetched from another site.
func Sound(page string) []string {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	r := &reader{count: map[string]int{}, ids: map[string]int{}, labels: map[string]bool{}}
	r.read(doc)
	r.conclude()
	return r.out
}

// reader gathers what is on the page, then concludes.
type reader struct {
	count, ids       map[string]int
	labels           map[string]bool
	wanted, controls []string
	out              []string
}

func (r *reader) add(format string, args ...any) { r.out = append(r.out, fmt.Sprintf(format, args...)) }

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func (r *reader) read(n *html.Node) {
	if n.Type == html.ElementNode {
		r.element(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.read(c)
	}
}

func (r *reader) element(n *html.Node) {
	if n.Namespace == "" {
		r.count[n.Data]++
	}
	if n.Data == "style" || n.Data == "script" && attr(n, "src") == "" {
		r.add("an inline <%s>", n.Data)
	}
	if n.Data == "html" && attr(n, "lang") == "" {
		r.add("the page names no language")
	}
	if n.Data == "label" {
		r.labels[attr(n, "for")] = true
	}
	if slices.Contains([]string{"input", "select", "textarea"}, n.Data) && !slices.Contains([]string{"hidden", "submit"}, attr(n, "type")) && attr(n, "aria-label") == "" {
		r.controls = append(r.controls, attr(n, "id"))
	}
	for _, a := range n.Attr {
		r.attribute(n, a)
	}
}

func (r *reader) attribute(n *html.Node, a html.Attribute) {
	switch {
	case a.Key == "id":
		r.ids[a.Val]++
	case strings.HasPrefix(a.Key, "aria-") && (a.Key == "aria-describedby" || a.Key == "aria-labelledby"):
		r.wanted = append(r.wanted, strings.Fields(a.Val)...)
	case a.Key == "style", strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Val, "javascript:"):
		r.add("<%s %s=%q> is refused by the content security policy", n.Data, a.Key, a.Val)
	case strings.HasPrefix(a.Val, "about:invalid"):
		r.add("<%s %s=%q>: the address was not safe", n.Data, a.Key, a.Val)
	case a.Key == "src" && strings.Contains(a.Val, "//"), a.Key == "href" && n.Data == "link" && strings.Contains(a.Val, "//"):
		r.add("<%s %s=%q> fetches from another site", n.Data, a.Key, a.Val)
	}
}

func (r *reader) conclude() {
	for _, one := range []string{"h1", "main", "header", "footer", "title"} {
		if r.count[one] != 1 {
			r.add("%d <%s>, want 1", r.count[one], one)
		}
	}
	if r.ids["maincontent"] != 1 {
		r.add("the skip link leads nowhere")
	}
	for id, n := range r.ids {
		if n > 1 {
			r.add("the id %q is used %d times", id, n)
		}
	}
	for _, id := range r.wanted {
		if r.ids[id] == 0 {
			r.add("%q is pointed to and is not there", id)
		}
	}
	for _, id := range r.controls {
		if !r.labels[id] {
			r.add("the control %q has no label", id)
		}
	}
	slices.Sort(r.out)
}

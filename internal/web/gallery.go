package web

import (
	"net/http"
	"slices"
	"strings"

	"headroom/internal/fault"
)

// withGallery adds the gallery's routes in demo and test mode. They are public: they show samples only.
func (s *Shell) withGallery(routes []Route) []Route {
	if !s.cfg.Demo && !s.cfg.Test {
		return routes
	}
	routes = slices.Clone(routes)
	routes = append(routes, Route{Pattern: "GET " + GalleryPath, Public: true, Handle: s.galleryIndex})
	for _, sp := range s.cfg.Gallery {
		routes = append(routes, Route{
			Pattern: "GET " + SpecimenPath(sp.Name), Public: true,
			Handle: func(w http.ResponseWriter, r *Request) error { return r.Render(w, http.StatusOK, sp.Page, sp.Body) },
		})
	}
	return append(routes, Route{Pattern: "POST " + GalleryPath + "/", Public: true, Handle: func(http.ResponseWriter, *Request) error {
		return fault.New(fault.Conflict, "This is a page of the gallery: nothing is sent from it")
	}})
}

// SpecimenPath is where the gallery shows the specimen of that name.
func SpecimenPath(name string) string { return GalleryPath + "/" + strings.Trim(name, "/") }

func (s *Shell) galleryIndex(w http.ResponseWriter, r *Request) error {
	var links []Link
	for _, sp := range s.cfg.Gallery {
		links = append(links, Link{sp.Name + ": " + sp.Page.Title, SpecimenPath(sp.Name)})
	}
	return r.Render(w, http.StatusOK, Page{Title: "Gallery", Lead: "Every page and component with sample data and no database behind it."}, linkList(links))
}

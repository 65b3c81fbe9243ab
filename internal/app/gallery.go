package app

import (
	"headroom/internal/access/accessweb"
	"headroom/internal/action/actionweb"
	"headroom/internal/demo/demoweb"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/harm/harmweb"
	"headroom/internal/jobs/jobsweb"
	"headroom/internal/measure/measureweb"
	"headroom/internal/mitigation/mitigationweb"
	"headroom/internal/occupancy/occupancyweb"
	"headroom/internal/org/orgweb"
	"headroom/internal/recovery/recoveryweb"
	"headroom/internal/rest/restweb"
	"headroom/internal/sitrep/sitrepweb"
	"headroom/internal/web"
	"headroom/internal/web/gallery"
)

// specimens is every page of every room with sample data, for the demonstration's gallery.
func specimens() []web.Specimen {
	var out []web.Specimen
	for _, room := range []func() []web.Specimen{sitrepweb.Gallery, sitrepweb.ImportGallery, measureweb.Gallery, actionweb.Gallery, occupancyweb.Gallery, dischargeweb.Gallery,
		restweb.Gallery, recoveryweb.Gallery, mitigationweb.Gallery, harmweb.Gallery, orgweb.Gallery, accessweb.Gallery, jobsweb.Gallery, demoweb.Gallery, gallery.Specimens} {
		out = append(out, room()...)
	}
	return out
}

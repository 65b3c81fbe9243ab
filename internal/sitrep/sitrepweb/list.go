package sitrepweb

import "headroom/internal/web"

func (m room) listRoutes() []web.Route { return nil }

func listGallery() []web.Specimen { return nil }

package sitrepweb

import "headroom/internal/web"

func (m room) entryRoutes() []web.Route { return nil }

func entryGallery() []web.Specimen { return nil }

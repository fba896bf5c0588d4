package memory

import (
	"context"
	"encoding/json"
	"fmt"

	"scaffold.invalid/module/internal/hypervisor"
)

var _ hypervisor.ImagePreparer = (*Hypervisor)(nil)

// PrepareImage remembers an image; nothing is fetched.
func (h *Hypervisor) PrepareImage(_ context.Context, spec hypervisor.ImageSpec) (hypervisor.Image, hypervisor.Work, error) {
	if spec.Name == "" || len(spec.Source) == 0 {
		return hypervisor.Image{}, nil, fmt.Errorf("an image needs a source and a name: %w", hypervisor.ErrInvalid)
	}
	// encoding/json sorts keys, so that the same source is the same text.
	source, err := json.Marshal(spec.Source)
	if err != nil {
		return hypervisor.Image{}, nil, err
	}
	key := spec.Name + " " + string(source)
	h.mu.Lock()
	defer h.mu.Unlock()
	known, is := h.images[key]
	if !is {
		id := newID("img")
		known = hypervisor.Image{ID: id, Path: fmt.Sprintf("/memory/images/%s.raw", id)}
		h.images[key] = known
	}
	return known, h.wait, nil
}

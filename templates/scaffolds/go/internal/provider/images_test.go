package provider

import (
	"testing"

	"google.golang.org/grpc/codes"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
)

func TestImages(t *testing.T) {
	c := newClient(t)
	prepare := func(name, source string) string {
		answer, err := c.ImagePrepare(t.Context(), &providerv1.ImagePrepareRequest{TargetName: name, ImageJson: source})
		c.wait(must(answer, err)(t).GetTask())
		if answer.GetPreparedImagePath() == "" {
			t.Error("an image has no path")
		}
		return answer.GetPreparedImageId()
	}
	first := prepare("small", `{"URL":"https://a.example/x","Format":"raw"}`)
	tests := map[string]struct {
		name, source string
		same         bool
	}{
		"again":              {"small", `{"URL":"https://a.example/x","Format":"raw"}`, true},
		"in another order":   {"small", `{"Format":"raw","URL":"https://a.example/x"}`, true},
		"under another name": {"large", `{"URL":"https://a.example/x","Format":"raw"}`, false},
		"another source":     {"small", `{"URL":"https://a.example/y","Format":"raw"}`, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if id := prepare(test.name, test.source); (id == first) != test.same {
				t.Errorf("image %s, the first is %s", id, first)
			}
		})
	}
	_, err := c.ImagePrepare(t.Context(), &providerv1.ImagePrepareRequest{TargetName: "small"})
	wantCode(t, err, codes.InvalidArgument)
}

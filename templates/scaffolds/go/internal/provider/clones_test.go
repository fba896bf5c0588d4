package provider

import (
	"testing"

	"google.golang.org/grpc/codes"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
)

func TestCloneStandsOnItsOwn(t *testing.T) {
	c := newClient(t)
	source := c.vm("source")
	answer, err := c.Clone(t.Context(), &providerv1.CloneRequest{SourceVmId: source, TargetName: "copy"})
	c.wait(must(answer, err)(t).GetTask())
	id := answer.GetTargetVmId()
	row := c.listed(id)
	if row.GetName() != "copy" || row.GetCpu() != 1 || row.GetMemoryMib() != 512 || len(row.GetDisks()) != 1 {
		t.Errorf("cloned as %v", row)
	}
	if row.GetNetworks()[0].GetMac() == c.listed(source).GetNetworks()[0].GetMac() {
		t.Error("the clone has the source's address")
	}
	c.reconfigure(id, `{"Class":{"CPU":4}}`)
	if got := c.listed(source).GetCpu(); got != 1 {
		t.Errorf("the source has %d CPUs after a change of its clone", got)
	}
	deleted, err := c.Delete(t.Context(), &providerv1.DeleteRequest{Id: source})
	c.wait(must(deleted, err)(t).GetTask())
	c.power(id, providerv1.PowerOp_POWER_OP_ON)
}

func TestCloneRefused(t *testing.T) {
	c := newClient(t)
	source := c.vm("source")
	tests := map[string]struct {
		request *providerv1.CloneRequest
		want    codes.Code
	}{
		"absent source": {&providerv1.CloneRequest{SourceVmId: "absent", TargetName: "copy"}, codes.NotFound},
		"taken name":    {&providerv1.CloneRequest{SourceVmId: source, TargetName: "source"}, codes.AlreadyExists},
		"no name":       {&providerv1.CloneRequest{SourceVmId: source}, codes.InvalidArgument},
		"linked":        {&providerv1.CloneRequest{SourceVmId: source, TargetName: "copy", Linked: true}, codes.Unimplemented},
		"broken JSON":   {&providerv1.CloneRequest{SourceVmId: source, TargetName: "copy", ClassJson: "{"}, codes.InvalidArgument},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := c.Clone(t.Context(), test.request)
			wantCode(t, err, test.want)
		})
	}
}

"""The roles and what they may do."""


def test_a_contributor_drafts_but_does_not_review(editor, reviewer, manager):
    assert editor.has_perm("commitments.add_commitment")
    assert editor.has_perm("summits.change_source")
    assert not editor.has_perm("commitments.review_submission")
    assert not editor.has_perm("summits.change_summit")
    assert reviewer.has_perm("commitments.review_submission")
    assert not reviewer.has_perm("commitments.retract_record")
    assert manager.has_perm("commitments.retract_record")
    assert manager.has_perm("summits.change_party")

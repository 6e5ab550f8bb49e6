META
key;value
description;Gelijke delen
num_projects;1
num_votes;1
budget;1000
vote_type;approval
rule;equalshares/add1
PROJECTS
project_id;cost;selected
1;400;1
VOTES
voter_id;vote
1;1
